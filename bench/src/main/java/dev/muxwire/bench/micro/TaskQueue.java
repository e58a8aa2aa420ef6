package dev.muxwire.bench.micro;

import dev.muxwire.time.Loop;
import java.util.ArrayDeque;
import java.util.Queue;

/** A loop that runs when it is told, on the thread that measures. What is scheduled never comes. */
final class TaskQueue implements Loop {
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  /** Runs tasks until there are none. */
  void drain() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    return () -> {};
  }

  @Override
  public long nowMicros() {
    return System.nanoTime() / 1000;
  }

  @Override
  public long wallClockMs() {
    return System.currentTimeMillis();
  }
}
