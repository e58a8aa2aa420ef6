package dev.muxwire.bench.peer;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageSession;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A client of y-websocket. Its payload is 1 once it has the document, and one more for each update.
 *
 * @param path the document's
 * @param stateVector what it has when it comes, encoded; not to be modified, less than 128 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares dialects
public record YjsDialect(String path, byte[] stateVector) implements Dialect {
  private static final int SYNC = 0;
  private static final int STEP_1 = 0;
  private static final int STEP_2 = 1;

  /** Sync, step 2, an update of no structs and no deletions. */
  private static final byte[] NOTHING_NEW = {0, 1, 2, 0, 0};

  /** A client that has nothing. */
  public YjsDialect(String path) {
    this(path, new byte[] {0});
  }

  private byte[] ask() {
    return ByteBuffer.allocate(3 + stateVector.length)
        .put((byte) SYNC)
        .put((byte) STEP_1)
        .put((byte) stateVector.length)
        .put(stateVector)
        .array();
  }

  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public Session open() {
    return new Client();
  }

  private final class Client extends MessageSession {
    private long updates;

    @Override
    public List<byte[]> opening() {
      return List.of(ask());
    }

    @Override
    protected void handle(ByteBuffer whole) {
      if (whole.get(0) != SYNC) {
        return; // who else is there
      }
      int step = whole.get(1);
      if (step == STEP_1) {
        say(NOTHING_NEW);
      } else {
        updates = step == STEP_2 ? Math.max(updates, 1) : updates + 1;
      }
    }

    @Override
    public long payload() {
      return updates;
    }
  }
}
