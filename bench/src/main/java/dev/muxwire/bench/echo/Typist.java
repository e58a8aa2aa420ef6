package dev.muxwire.bench.echo;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Types on one keyboard, while a thread of its own reads what comes of it. */
final class Typist implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final long LEAD_NANOS = 1_000_000;

  private final Keyboard keyboard;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable Typing typing;

  Typist(Keyboard keyboard) {
    this.keyboard = keyboard;
    Thread reader = new Thread(this::read, "echoes");
    reader.setDaemon(true);
    reader.start();
  }

  Keyboard keyboard() {
    return keyboard;
  }

  /** Waits until the program reads. */
  void awaitReady() throws Exception {
    CompletableFuture.anyOf(ready, ended).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Types so many keys; tells in nanoseconds how long their echoes took. */
  Histogram type(int keys, long intervalNanos) throws Exception {
    Typing next = new Typing(keys, System.nanoTime() + LEAD_NANOS, intervalNanos);
    typing = next;
    next.typeOn(keyboard);
    try {
      return next.awaitEchoes(PATIENCE_SECONDS);
    } catch (IOException e) {
      if (ended.isCompletedExceptionally()) {
        ended.get();
      }
      throw e;
    } finally {
      typing = null;
    }
  }

  private void read() {
    try {
      for (int seen = 0; seen < EchoProgram.READY_BYTES; ) {
        seen += keyboard.read();
      }
      ready.complete(null);
      while (true) {
        int count = keyboard.read();
        long now = System.nanoTime();
        Typing current = typing;
        if (count > 0 && current != null) {
          current.echoed(count, now);
        }
      }
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws IOException {
    keyboard.close();
  }
}
