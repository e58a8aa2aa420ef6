package dev.muxwire.bench.wire;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.wire.Deflate;
import dev.muxwire.wire.Features;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A client that reads a workspace's state for the first time, some entities first, compressed, and
 * parses all of it. Its payload is 1 once it has the whole. One client of it at a time.
 */
public final class SnapshotDialect implements Dialect {
  /** As the SDK has it. */
  private static final List<String> FEATURES = List.of(Features.DEFLATE, Features.DENSE);

  private final Subscribe subscribe;
  private long focusNanos;
  private int focusPacket;
  private int statePackets;
  private boolean isWhole;

  /**
   * One that will begin.
   *
   * @param focus ids to get first
   */
  public SnapshotDialect(String workspace, List<String> focus) {
    subscribe = Subscribe.newBuilder().setWorkspace(workspace).addAllFocusIds(focus).build();
  }

  /** When it had the entities that it wants first, as System.nanoTime. */
  public long focusNanos() {
    return focusNanos;
  }

  /** In which of the packets with state they all were by then: 1 is the first. */
  public int focusPacket() {
    return focusPacket;
  }

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
    return new Reader();
  }

  private final class Reader extends MessageSession {
    private final Upkeep upkeep = new Upkeep();
    private final Inflater inflater = new Inflater(true);
    private byte[] window = {};
    private ByteString chunks = ByteString.EMPTY;
    private int focused;
    private boolean hasState;

    @Override
    public List<byte[]> opening() {
      return List.of(Upkeep.hello(0, FEATURES));
    }

    @Override
    protected void handle(ByteBuffer whole) {
      hasState = false;
      try {
        ServerPacket.parseFrom(whole).getFramesList().forEach(this::handle);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void handle(ServerFrame frame) {
      switch (frame.getBodyCase()) {
        case WELCOME ->
            upkeep.say(
                Upkeep.packet(
                    ClientFrame.newBuilder().setStreamId(1).setSubscribe(subscribe),
                    Upkeep.credit(1)));
        case PING -> upkeep.ping(frame.getPing().getNonce());
        case COMPRESSED -> handle(unpack(frame.getCompressed()));
        case CHUNK -> {
          chunks = chunks.concat(frame.getChunk().getData());
          if (frame.getChunk().getLast()) {
            ByteString body = chunks;
            chunks = ByteString.EMPTY;
            handle(parse(body));
          }
        }
        case STATE_PART -> handle(frame.getStatePart());
        case ERROR -> throw new IllegalStateException("refused: " + frame.getError());
        default -> {}
      }
    }

    private void handle(StatePart part) {
      if (!hasState) {
        statePackets++;
        hasState = true;
      }
      if (part.getFocus()) {
        focused += part.getChangesCount();
        if (focused == subscribe.getFocusIdsCount()) {
          focusNanos = System.nanoTime();
          focusPacket = statePackets;
        }
      }
      isWhole |= part.getConsistent();
    }

    private ServerFrame unpack(Compressed compressed) {
      byte[] body = new byte[(int) compressed.getUncompressedBytes()];
      inflater.reset();
      if (compressed.getContinued()) {
        inflater.setDictionary(window);
      }
      inflater.setInput(compressed.getData().asReadOnlyByteBuffer());
      try {
        if (inflater.inflate(body) < body.length) {
          throw new IllegalStateException("shorter than it says");
        }
        window = Deflate.window(compressed.getContinued() ? window : new byte[0], body);
        return parse(ByteString.copyFrom(body));
      } catch (DataFormatException e) {
        throw new IllegalStateException("not deflated", e);
      }
    }

    private static ServerFrame parse(ByteString body) {
      try {
        return ServerFrame.parseFrom(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long payload() {
      return isWhole ? 1 : 0;
    }

    @Override
    public List<byte[]> answers(long received) {
      return upkeep.answers(received);
    }
  }
}
