package dev.muxwire.bench.wire;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Output;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.Bodies;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A lossless viewer of one terminal, from its start, that keeps the protocol and discards.
 *
 * @param features that it asks for; it counts what is compressed, and does not unpack it
 */
record ViewerDialect(String workspace, String terminal, List<String> features, AtomicInteger opened)
    implements Dialect {
  private static final int MOST_OVERHEAD_BYTES = 32;

  @Override
  public String path() {
    return "/v1/sync";
  }

  @Override
  public String subprotocol() {
    return "muxwire.v1";
  }

  @Override
  public Session open() {
    return new Viewer();
  }

  /** Of a frame with so much output. */
  static int frameBytes(long offset, int bytes) {
    int message =
        (offset == 0 ? 0 : CodedOutputStream.computeUInt64Size(Output.OFFSET_FIELD_NUMBER, offset))
            + CodedOutputStream.computeTagSize(Output.DATA_FIELD_NUMBER)
            + CodedOutputStream.computeUInt32SizeNoTag(bytes)
            + bytes;
    return Bodies.overhead(ServerFrame.OUTPUT_FIELD_NUMBER, message) + message;
  }

  private final class Viewer implements Session, PacketWalker.Listener {
    private final PacketWalker walker = new PacketWalker(this);
    private final Upkeep upkeep = new Upkeep();
    private long expected;

    @Override
    public List<byte[]> opening() {
      Attach attach =
          Attach.newBuilder()
              .setWorkspace(workspace)
              .setTerminalId(terminal)
              .setStart(FromStart.getDefaultInstance())
              .setMode(AttachMode.ATTACH_MODE_LOSSLESS)
              .setReadOnly(true)
              .build();
      return List.of(
          Upkeep.hello(opened.getAndIncrement(), features),
          Upkeep.packet(
              ClientFrame.newBuilder().setStreamId(1).setAttach(attach), Upkeep.credit(1)));
    }

    @Override
    public void begin(long bytes) {
      walker.begin(bytes);
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      walker.walk(bytes);
    }

    @Override
    public void output(long offset, long bytes) {
      if (offset != expected) {
        throw new IllegalStateException("output at " + offset + ", due was " + expected);
      }
      expected += bytes;
    }

    /** The offset is the one that is due: so the size of the frame tells how much is in it. */
    @Override
    public void compressed(long uncompressedBytes) {
      int most = (int) uncompressedBytes;
      for (int bytes = most; bytes > most - MOST_OVERHEAD_BYTES; bytes--) {
        if (frameBytes(expected, bytes) == uncompressedBytes) {
          expected += bytes;
          return;
        }
      }
      throw new IllegalStateException("no output is " + uncompressedBytes + " bytes in its frame");
    }

    @Override
    public void ping(long nonce) {
      upkeep.ping(nonce);
    }

    @Override
    public long payload() {
      return expected;
    }

    @Override
    public List<byte[]> answers(long received) {
      return upkeep.answers(received);
    }
  }
}
