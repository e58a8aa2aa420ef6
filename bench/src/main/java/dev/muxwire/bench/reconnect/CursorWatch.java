package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageSession;
import dev.muxwire.bench.wire.StateDialect;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads a workspace's state once, to learn the cursor behind it. Its payload is 1 by then. */
final class CursorWatch implements Dialect {
  private final StateDialect dialect;
  private final StateCursor.Builder cursor = StateCursor.newBuilder();
  private boolean isWhole;

  CursorWatch(Subscribe subscribe) {
    dialect = new StateDialect(subscribe);
  }

  /** Where a client stands that has read all of it. */
  StateCursor cursor() {
    return cursor.build();
  }

  @Override
  public String path() {
    return dialect.path();
  }

  @Override
  public String subprotocol() {
    return dialect.subprotocol();
  }

  @Override
  public Session open() {
    List<byte[]> opening = dialect.open().opening();
    return new MessageSession() {
      @Override
      public List<byte[]> opening() {
        return opening;
      }

      private long received;

      @Override
      protected void handle(ByteBuffer whole) {
        received += whole.remaining();
        try {
          ServerPacket.parseFrom(whole).getFramesList().forEach(CursorWatch.this::handle);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        Received tally = Received.newBuilder().setConnectionBytes(received).build();
        ClientFrame frame = ClientFrame.newBuilder().setReceived(tally).build();
        say(ClientPacket.newBuilder().addFrames(frame).build().toByteArray());
      }

      @Override
      public long payload() {
        return isWhole ? 1 : 0;
      }
    };
  }

  private void handle(ServerFrame frame) {
    if (frame.hasSubscribed()) {
      cursor
          .setEpoch(frame.getSubscribed().getEpoch())
          .setFilterHash(frame.getSubscribed().getFilterHash());
    } else if (frame.hasStatePart() && frame.getStatePart().getConsistent()) {
      StatePart part = frame.getStatePart();
      cursor.setBase(part.getThrough()).setThrough(part.getThrough());
      isWhole = true;
    }
  }
}
