package dev.muxwire.bench.echo;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Keys on a schedule that waits for no echo, and how long each took from when it was due: so a
 * stall counts for every key that it delays, as long as it does.
 */
final class Typing {
  private static final long SEED = 7;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long SPIN_NANOS = 200_000;

  private final long[] due;
  private final CountDownLatch echoesLeft = new CountDownLatch(1);

  /** Of the reading thread, until all echoes are there. */
  private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);

  private int echoed;

  /**
   * A schedule.
   *
   * @param intervalNanos on average; each key has its own place in its interval, so that keys fall
   *     in with no timer
   */
  Typing(int keys, long beginNanos, long intervalNanos) {
    SplittableRandom random = new SplittableRandom(SEED);
    due = new long[keys];
    for (int i = 0; i < keys; i++) {
      due[i] = beginNanos + i * intervalNanos + random.nextLong(intervalNanos);
    }
  }

  /** Types all keys, each at its time, or as soon after it as the one before is gone. */
  void typeOn(Keyboard keyboard) throws IOException {
    for (long time : due) {
      await(time);
      keyboard.type();
    }
  }

  /** Sleeps, but not for the last of it: a sleep ends late. */
  private static void await(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /** The next echoes came. */
  void echoed(int count, long nowNanos) {
    for (int i = 0; i < count && echoed < due.length; i++) {
      nanos.recordValue(Math.max(0, nowNanos - due[echoed]));
      echoed++;
    }
    if (echoed == due.length) {
      echoesLeft.countDown();
    }
  }

  /**
   * Waits for the last echo.
   *
   * @return times in nanoseconds
   * @throws IOException it did not come
   */
  Histogram awaitEchoes(long patienceSeconds) throws IOException, InterruptedException {
    if (!echoesLeft.await(patienceSeconds, TimeUnit.SECONDS)) {
      throw new IOException("not all keys were echoed");
    }
    return nanos;
  }
}
