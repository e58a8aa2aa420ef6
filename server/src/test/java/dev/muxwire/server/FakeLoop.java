package dev.muxwire.server;

import dev.muxwire.time.Loop;
import java.util.ArrayDeque;
import java.util.Deque;

/** A loop that runs when a test says so; timers run when their time has come. */
public final class FakeLoop implements Loop {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final java.util.List<Scheduled> timers = new java.util.ArrayList<>();
  private long nowMs;

  private record Scheduled(long atMs, Runnable task) {}

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    Scheduled scheduled = new Scheduled(nowMs + delayMs, task);
    timers.add(scheduled);
    return () -> timers.remove(scheduled);
  }

  /** Runs until nothing is left to do now. */
  public void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  public void advance(long ms) {
    nowMs += ms;
    for (Scheduled due : timers.stream().filter(timer -> timer.atMs() <= nowMs).toList()) {
      timers.remove(due);
      execute(due.task());
    }
    run();
  }

  @Override
  public long nowMicros() {
    return nowMs * 1000;
  }

  @Override
  public long wallClockMs() {
    return nowMs;
  }
}
