package dev.muxwire.time;

import java.util.concurrent.Executor;

/**
 * A serial owner: tasks run one after the other, in the order of their submission, each seeing what
 * the one before wrote. State that belongs to a loop is touched in its tasks alone, and so needs no
 * lock.
 *
 * <p>{@link #execute} and {@link #schedule} may be called from anywhere; they return at once and
 * never run the task inside the call.
 */
public interface Loop extends Executor {
  /**
   * As {@link #execute}, but a loop at rest may run the task, and what comes meanwhile, inside this
   * call: a hand-over to another thread less. For callers that have the time: they may be in a task
   * of another loop, or read for many connections. So no task should wait for others, but for those
   * that are scheduled: they never run inside of this call. To tell many, {@link #execute} is
   * better, as they can run side by side.
   */
  default void enter(Runnable task) {
    execute(task);
  }

  /** Runs the task after at least {@code delayMs}, in order with the others. */
  Timer schedule(long delayMs, Runnable task);

  /** Microseconds of a clock that never goes back; only differences mean anything. */
  long nowMicros();

  /** Milliseconds since the Unix epoch, for people and records. */
  long wallClockMs();

  /** Milliseconds of {@link #nowMicros()}'s clock. */
  default long nowMs() {
    return nowMicros() / 1000;
  }

  /** A task that may still be called off. */
  interface Timer {
    /** From the loop's own tasks: the task will not run any more. */
    void cancel();
  }
}
