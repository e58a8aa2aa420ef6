package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Messages of one size, deflated by the WebSocket's own extension. They are counted, not inflated.
 *
 * @param messageBytes of each message before it was deflated
 */
record DeflatedDialect(String path, int messageBytes) implements Dialect {
  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public String extensions() {
    return "permessage-deflate";
  }

  @Override
  public Session open() {
    return new Counter();
  }

  private final class Counter implements Session {
    private long messages;

    @Override
    public List<byte[]> opening() {
      return List.of();
    }

    @Override
    public void begin(long bytes) {
      messages++;
    }

    @Override
    public void goOn(long bytes) {}

    @Override
    public void bytes(ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public long payload() {
      return messages * messageBytes;
    }

    @Override
    public List<byte[]> answers(long received) {
      return List.of();
    }
  }
}
