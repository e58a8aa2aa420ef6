package dev.muxwire.client.internal.core;

import dev.muxwire.time.Loop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop on a clock that stands until it is moved. */
final class ManualLoop implements Loop {
  private record Due(long atMicros, long order, Runnable task, boolean[] cancelled) {}

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atMicros).thenComparingLong(Due::order));
  private long nowMicros;
  private long order;

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Timer schedule(long delayMs, Runnable task) {
    boolean[] cancelled = new boolean[1];
    timers.add(new Due(nowMicros + delayMs * 1000, order++, task, cancelled));
    return () -> cancelled[0] = true;
  }

  @Override
  public long nowMicros() {
    return nowMicros;
  }

  @Override
  public long wallClockMs() {
    return nowMs();
  }

  /** Runs everything that is ready, without moving the clock. */
  void run() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Moves the clock, and runs what becomes due on the way. */
  void advance(long ms) {
    run();
    long until = nowMicros + ms * 1000;
    while (!timers.isEmpty() && timers.peek().atMicros() <= until) {
      Due due = timers.remove();
      nowMicros = Math.max(nowMicros, due.atMicros());
      if (!due.cancelled()[0]) {
        due.task().run();
        run();
      }
    }
    nowMicros = until;
  }
}
