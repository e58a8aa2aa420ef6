package dev.muxwire.bench.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what another process does; not for ever, or a run would hang. */
public final class Patience {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Patience() {}

  /**
   * Waits until something is so.
   *
   * @param what it is, for the message
   * @throws IllegalStateException it did not come to be
   */
  public static void await(String what, BooleanSupplier isSo) {
    long since = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - since > MOST_NANOS) {
        throw new IllegalStateException("waited in vain: " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
