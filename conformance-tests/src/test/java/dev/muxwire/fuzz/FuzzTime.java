package dev.muxwire.fuzz;

import dev.muxwire.time.Loop;
import java.util.PriorityQueue;

/** Virtual time on one thread, and the loops in it; what a task throws comes out at once. */
final class FuzzTime {
  /** 2026-01-01. */
  private static final long WALL_CLOCK_START_MS = 1_767_225_600_000L;

  /** What needs more does not come to rest. */
  private static final long MAX_TASKS = 300_000;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowMicros;
  private long nextSequence;

  private record Task(long atMicros, long sequence, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atMicros, other.atMicros);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  /** A serial owner: on one thread every loop is. */
  Loop newLoop() {
    return new FuzzLoop();
  }

  void afterMicros(long delayMicros, Runnable work) {
    if (nextSequence > MAX_TASKS) {
      throw new AssertionError("more than " + MAX_TASKS + " tasks: it does not come to rest");
    }
    tasks.add(new Task(nowMicros + delayMicros, nextSequence++, work));
  }

  /** Runs what is due in so much time. */
  void passMs(long ms) {
    long untilMicros = nowMicros + ms * 1000;
    while (!tasks.isEmpty() && tasks.element().atMicros() <= untilMicros) {
      Task next = tasks.remove();
      nowMicros = next.atMicros();
      next.work().run();
    }
    nowMicros = untilMicros;
  }

  private final class FuzzLoop implements Loop {
    @Override
    public void execute(Runnable task) {
      afterMicros(1, task);
    }

    @Override
    public Timer schedule(long delayMs, Runnable task) {
      boolean[] cancelled = new boolean[1];
      afterMicros(
          delayMs * 1000,
          () -> {
            if (!cancelled[0]) {
              task.run();
            }
          });
      return () -> cancelled[0] = true;
    }

    @Override
    public long nowMicros() {
      return nowMicros;
    }

    @Override
    public long wallClockMs() {
      return WALL_CLOCK_START_MS + nowMicros / 1000;
    }
  }
}
