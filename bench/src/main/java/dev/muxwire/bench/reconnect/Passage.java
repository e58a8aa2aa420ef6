package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.FrameReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection through a proxy: counts what is behind the upgrade, and notes when the client's
 * first message passes, and when all has reached the client that its session waits for.
 */
final class Passage implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Socket client;
  private final Socket server;
  private final Dialect.Session session;
  private final FrameReader frames;
  private final long openedNanos = System.nanoTime();

  // Guarded by this.
  private final UpgradeSkipper toServer = new UpgradeSkipper();
  private final UpgradeSkipper toClient = new UpgradeSkipper();
  private long firstNanos;
  private long readyNanos;
  private long readyBytes;
  private long ready = Long.MAX_VALUE;

  Passage(Socket client, Socket server, Duration delay, Dialect.Session session)
      throws IOException {
    this.client = client;
    this.server = server;
    this.session = session;
    this.frames = new FrameReader(session);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    new DelayedPipe(client, server, delay, this::sees, (bytes, count) -> {}).start();
    new DelayedPipe(server, client, delay, (bytes, count) -> {}, this::delivers).start();
  }

  /** What the client said is taken from it. */
  private synchronized void sees(byte[] bytes, int count) {
    if (toServer.skip(bytes, count) < count && firstNanos == 0) {
      firstNanos = System.nanoTime();
    }
  }

  /** What the server said was given to the client. */
  private synchronized void delivers(byte[] bytes, int count) {
    int from = toClient.skip(bytes, count);
    frames.read(ByteBuffer.wrap(bytes, from, count - from));
    look();
  }

  private synchronized void look() {
    if (readyNanos == 0 && session.payload() >= ready) {
      readyNanos = System.nanoTime();
      readyBytes = bytes();
      notifyAll();
    }
  }

  /** Waits until the session has so much payload. */
  synchronized void await(long payload) throws InterruptedException, TimeoutException {
    ready = payload;
    look();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (readyNanos == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException("only " + session.payload() + " of " + payload);
      }
      wait(left);
    }
  }

  /** From the client's connection to when it had all. */
  synchronized long nanos() {
    return readyNanos - openedNanos;
  }

  /** From the client's first message to when it had all; empty, if it said nothing. */
  synchronized OptionalLong nanosFromFirstMessage() {
    return firstNanos == 0 ? OptionalLong.empty() : OptionalLong.of(readyNanos - firstNanos);
  }

  /** Behind the upgrade, both ways, until it had all. */
  synchronized long bytesUntilReady() {
    return readyBytes;
  }

  /** Behind the upgrade, both ways, so far. */
  synchronized long bytes() {
    return toServer.bytes() + toClient.bytes();
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}
