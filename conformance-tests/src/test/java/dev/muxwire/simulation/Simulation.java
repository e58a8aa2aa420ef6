package dev.muxwire.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and everything that is to happen in it: one queue of events in the order of (time,
 * sequence), one seed behind every choice.
 */
final class Simulation {
  /** 2026-01-01: wall clocks begin there, so that client identities look like real ones. */
  private static final long WALL_CLOCK_START_MS = 1_767_225_600_000L;

  /** A run that needs more does not come to rest. */
  private static final long MAX_EVENTS = 1_500_000;

  private final SplittableRandom random;
  private final Trace trace;
  private final Tally tally = new Tally();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMicros;
  private long nextSequence;
  private boolean diskWasFull;
  private boolean serverCrashed;
  private @Nullable SimulationFailure failure;

  private record Event(long atMicros, long sequence, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMicros, other.atMicros);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  Simulation(long seed) {
    this(seed, false);
  }

  /**
   * @param traced keeps what happened, for people; what happens is the same
   */
  Simulation(long seed, boolean traced) {
    this.random = new SplittableRandom(seed);
    this.trace = new Trace(traced);
  }

  /** A generator of its own, so that one part's choices do not shift another's. */
  SplittableRandom newRandom() {
    return random.split();
  }

  Trace trace() {
    return trace;
  }

  long nowMicros() {
    return nowMicros;
  }

  long nowMs() {
    return nowMicros / 1000;
  }

  long wallClockMs() {
    return WALL_CLOCK_START_MS + nowMs();
  }

  void atMicros(long whenMicros, Runnable task) {
    events.add(new Event(Math.max(whenMicros, nowMicros), nextSequence++, task));
  }

  void afterMicros(long delayMicros, Runnable task) {
    atMicros(nowMicros + delayMicros, task);
  }

  void afterMs(long delayMs, Runnable task) {
    afterMicros(delayMs * 1000, task);
  }

  void log(String line) {
    log(() -> line);
  }

  /** For what happens often: the line is made only if somebody will read it. */
  void log(Supplier<String> line) {
    trace.add(nowMicros, line);
  }

  /** From now on there is a reason why something could not be stored. */
  void noteFullDisk() {
    diskWasFull = true;
  }

  boolean diskWasFull() {
    return diskWasFull;
  }

  /** From now on there is a reason why something that was not durable is gone. */
  void noteCrash() {
    serverCrashed = true;
  }

  boolean mayHaveLostWrites() {
    return diskWasFull || serverCrashed;
  }

  /** An invariant is broken. The first failure counts. */
  void fail(String what) {
    fail(what, null);
  }

  void fail(String what, @Nullable Throwable cause) {
    if (failure == null) {
      log("FAILED " + what);
      failure = new SimulationFailure(what, cause);
    }
  }

  void check(boolean holds, String what) {
    check(holds, () -> what);
  }

  /** For what is checked often: the words are made only if they are needed. */
  void check(boolean holds, Supplier<String> what) {
    if (!holds) {
      fail(what.get());
    }
  }

  void count(String what) {
    count(what, 1);
  }

  void count(String what, long howOften) {
    tally.add(what, howOften);
  }

  Tally tally() {
    return tally;
  }

  /** Runs everything that is due until a moment. */
  void runUntilMs(long untilMs) {
    while (!events.isEmpty() && events.peek().atMicros() <= untilMs * 1000) {
      Event next = events.remove();
      nowMicros = next.atMicros();
      next.task().run();
      if (nextSequence > MAX_EVENTS) {
        fail("more than " + MAX_EVENTS + " events: it does not come to rest");
      }
      throwIfFailed();
    }
    nowMicros = untilMs * 1000;
  }

  void throwIfFailed() {
    SimulationFailure broken = failure;
    if (broken != null) {
      throw broken;
    }
  }
}
