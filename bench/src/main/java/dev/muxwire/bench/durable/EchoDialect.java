package dev.muxwire.bench.durable;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.MessageSession;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A client that says something, each time when what it said before came back. Its payload is how
 * often it did.
 *
 * @param path of the server that sends it back
 * @param bytes of each message
 * @param target how many may have come back by now
 * @param latency is told the nanoseconds of each
 */
record EchoDialect(String path, int bytes, LongSupplier target, LongConsumer latency)
    implements Dialect {
  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public Session open() {
    return new Speaker();
  }

  private final class Speaker extends MessageSession {
    private long returned;
    private boolean isWaiting;
    private long sentNanos;

    @Override
    protected void handle(ByteBuffer whole) {
      latency.accept(System.nanoTime() - sentNanos);
      returned++;
      isWaiting = false;
    }

    @Override
    public List<byte[]> answers(long received) {
      if (isWaiting || returned >= target.getAsLong()) {
        return List.of();
      }
      isWaiting = true;
      sentNanos = System.nanoTime();
      return List.of(new byte[bytes]);
    }

    @Override
    public long payload() {
      return returned;
    }
  }
}
