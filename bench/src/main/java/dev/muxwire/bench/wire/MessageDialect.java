package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Says nothing, and counts the messages that it has whole: its payload.
 *
 * @param path what it asks for
 */
public record MessageDialect(String path) implements Dialect {
  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public Session open() {
    return new Counter();
  }

  private static final class Counter implements Session {
    private long left;
    private long messages;

    @Override
    public List<byte[]> opening() {
      return List.of();
    }

    @Override
    public void begin(long bytes) {
      left = bytes;
    }

    @Override
    public void goOn(long bytes) {
      messages--; // it was not whole yet
      left = bytes;
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      left -= bytes.remaining();
      bytes.position(bytes.limit());
      if (left == 0) {
        messages++;
      }
    }

    @Override
    public long payload() {
      return messages;
    }

    @Override
    public List<byte[]> answers(long received) {
      return List.of();
    }
  }
}
