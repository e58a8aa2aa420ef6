package dev.muxwire.bench.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** Counts and discards. */
final class RawSession implements Dialect.Session {
  private long payload;

  @Override
  public List<byte[]> opening() {
    return List.of();
  }

  @Override
  public void begin(long bytes) {
    payload += bytes;
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  @Override
  public long payload() {
    return payload;
  }

  @Override
  public List<byte[]> answers(long received) {
    return List.of();
  }
}
