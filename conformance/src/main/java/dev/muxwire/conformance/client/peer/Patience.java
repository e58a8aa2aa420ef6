package dev.muxwire.conformance.client.peer;

import dev.muxwire.conformance.Breach;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How long the suite waits for what a client must do, and for what it must not.
 *
 * @param due what must come comes within this time
 * @param absent what must not come is waited for so long
 * @param slow whether cases are played that wait for the better part of a minute
 */
public record Patience(Duration due, Duration absent, boolean slow) {
  /** For clients on a machine that may be busy. */
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(8), Duration.ofMillis(400), false);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The same, but waiting longer for what must come. */
  Patience longer(Duration time) {
    return new Patience(due.plus(time), absent, slow);
  }

  /**
   * Waits on a monitor that the caller holds until there is a value.
   *
   * @param what was waited for, for people
   * @throws Breach if it does not come
   */
  public <T> T await(Object monitor, String what, Supplier<Optional<T>> value) {
    return within(due, monitor, value)
        .orElseThrow(() -> Breach.of("no " + what + " within " + due.toMillis() + " ms"));
  }

  /** Waits for what must not come. */
  public <T> Optional<T> absent(Object monitor, Supplier<Optional<T>> value) {
    return within(absent, monitor, value);
  }

  private static <T> Optional<T> within(
      Duration limit, Object monitor, Supplier<Optional<T>> value) {
    long endNanos = System.nanoTime() + limit.toNanos();
    Optional<T> got = value.get();
    while (got.isEmpty()) {
      long leftNanos = endNanos - System.nanoTime();
      if (leftNanos <= 0) {
        return Optional.empty();
      }
      waitOn(monitor, leftNanos / NANOS_PER_MILLI + 1);
      got = value.get();
    }
    return got;
  }

  private static void waitOn(Object monitor, long millis) {
    try {
      monitor.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Breach.of("the case was interrupted");
    }
  }
}
