package dev.muxwire.client.internal.core;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks one at a time, in order, on an executor that need not be serial. A callback that
 * throws is logged, and the next one runs. Safe for use by several threads.
 */
final class SerialCallbacks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialCallbacks.class);

  private final Executor executor;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  SerialCallbacks(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable callback) {
    synchronized (waiting) {
      waiting.add(callback);
      if (running) {
        return;
      }
      running = true;
    }
    handOver();
  }

  private void handOver() {
    try {
      executor.execute(this::drain);
    } catch (RuntimeException rejected) {
      synchronized (waiting) {
        running = false;
        waiting.clear();
      }
      LOG.warn("The callback executor refused; its callbacks are lost", rejected);
    }
  }

  private void drain() {
    for (Runnable next = poll(); next != null; next = poll()) {
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.warn("A callback threw", e);
      }
    }
  }

  private @Nullable Runnable poll() {
    synchronized (waiting) {
      Runnable next = waiting.poll();
      running = next != null;
      return next;
    }
  }
}
