package dev.muxwire.bench.reconnect;

import com.google.protobuf.ByteString;
import dev.muxwire.bench.wire.MessageSession;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.wire.Deflate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Watches what a server of Muxwire says to a client that returns. Its payload: how many streams are
 * where they should be, a terminal's when it is attached, a state's when it is consistent.
 */
final class ReturnWatch extends MessageSession {
  private static final byte[] NOTHING = {};

  private final long revision;

  /** The end of the state that came compressed. */
  private byte[] window = NOTHING;

  private ByteString chunks = ByteString.EMPTY;
  private long ready;

  /**
   * Begins.
   *
   * @param revision that the state has to reach
   */
  ReturnWatch(long revision) {
    this.revision = revision;
  }

  @Override
  protected void handle(ByteBuffer whole) {
    try {
      ServerPacket.parseFrom(whole).getFramesList().forEach(this::handle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(ServerFrame frame) {
    switch (frame.getBodyCase()) {
      case COMPRESSED -> handle(unpack(frame.getCompressed()));
      case CHUNK -> handle(frame.getChunk());
      case ATTACHED -> ready++;
      case SUBSCRIBED -> {
        Subscribed subscribed = frame.getSubscribed();
        if (subscribed.getBase() == revision && subscribed.getThrough() == revision) {
          ready++; // it is where it was: nothing follows
        }
      }
      case STATE_PART -> {
        if (frame.getStatePart().getConsistent() && frame.getStatePart().getThrough() >= revision) {
          ready++;
        }
      }
      default -> {}
    }
  }

  /** Only the state is ever that large here. */
  private void handle(Chunk chunk) {
    chunks = chunks.concat(chunk.getData());
    if (chunk.getLast()) {
      ByteString whole = chunks;
      chunks = ByteString.EMPTY;
      handle(parse(whole));
    }
  }

  private static ServerFrame parse(ByteString body) {
    try {
      return ServerFrame.parseFrom(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only the state goes on from what came before. */
  private ServerFrame unpack(Compressed compressed) {
    byte[] before = compressed.getContinued() ? window : NOTHING;
    byte[] body = Deflate.inflate(compressed, before, Integer.MAX_VALUE);
    ServerFrame frame = parse(ByteString.copyFrom(body));
    if (frame.hasStatePart()) {
      window = Deflate.window(before, body);
    }
    return frame;
  }

  @Override
  public long payload() {
    return ready;
  }
}
