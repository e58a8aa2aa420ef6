package dev.muxwire.bench.wire;

import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Pong;
import dev.muxwire.proto.v1.Received;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A lossless viewer of one terminal, from its start, that keeps the protocol and discards. */
record ViewerDialect(String workspace, String terminal, AtomicInteger opened) implements Dialect {
  private static final long ENOUGH_CREDIT_BYTES = 1L << 50;
  private static final long TALLY_BYTES = 64 << 10;
  private static final long TALLY_NANOS = 20_000_000;
  private static final long PING_NANOS = 10_000_000_000L;

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

  private static byte[] packet(ClientFrame.Builder... frames) {
    ClientPacket.Builder packet = ClientPacket.newBuilder();
    for (ClientFrame.Builder frame : frames) {
      packet.addFrames(frame);
    }
    return packet.build().toByteArray();
  }

  private final class Viewer implements Session, PacketWalker.Listener {
    private final PacketWalker walker = new PacketWalker(this);
    private final List<byte[]> answers = new ArrayList<>();
    private long expected;
    private long told;
    private long toldNanos = System.nanoTime();
    private long pingNanos = toldNanos;

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
      Credit credit = Credit.newBuilder().setLimitBytes(ENOUGH_CREDIT_BYTES).build();
      Hello hello =
          Hello.newBuilder()
              .setVersion(1)
              .setMinVersion(1)
              .setToken(MuxwireProcess.reader(opened.getAndIncrement()))
              .build();
      return List.of(
          packet(ClientFrame.newBuilder().setHello(hello)),
          packet(
              ClientFrame.newBuilder().setStreamId(1).setAttach(attach),
              ClientFrame.newBuilder().setStreamId(1).setCredit(credit)));
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

    @Override
    public void ping(long nonce) {
      answers.add(packet(ClientFrame.newBuilder().setPong(Pong.newBuilder().setNonce(nonce))));
    }

    @Override
    public long payload() {
      return expected;
    }

    @Override
    public List<byte[]> answers(long received) {
      long now = System.nanoTime();
      if (received - told >= TALLY_BYTES || (received > told && now - toldNanos > TALLY_NANOS)) {
        told = received;
        toldNanos = now;
        Received tally = Received.newBuilder().setConnectionBytes(received).build();
        answers.add(packet(ClientFrame.newBuilder().setReceived(tally)));
      }
      if (now - pingNanos > PING_NANOS) {
        pingNanos = now;
        answers.add(packet(ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(now))));
      }
      List<byte[]> due = List.copyOf(answers);
      answers.clear();
      return due;
    }
  }
}
