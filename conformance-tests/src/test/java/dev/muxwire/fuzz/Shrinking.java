package dev.muxwire.fuzz;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Makes a failing input smaller, for as long as patience lasts. */
final class Shrinking {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Shrinking() {}

  /**
   * @param stillFails in the same way
   */
  static byte[] shrink(byte[] failing, Predicate<byte[]> stillFails) {
    long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
    byte[] smallest = failing;
    for (int block = Math.max(1, failing.length / 2); block >= 1; block /= 2) {
      int from = 0;
      while (from < smallest.length && System.nanoTime() < deadlineNanos) {
        byte[] smaller = without(smallest, from, block);
        if (stillFails.test(smaller)) {
          smallest = smaller;
        } else {
          from += block;
        }
      }
    }
    return smallest;
  }

  private static byte[] without(byte[] bytes, int from, int count) {
    int end = Math.min(bytes.length, from + count);
    byte[] rest = Arrays.copyOf(bytes, bytes.length - (end - from));
    System.arraycopy(bytes, end, rest, from, bytes.length - end);
    return rest;
  }
}
