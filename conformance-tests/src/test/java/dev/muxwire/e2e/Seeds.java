package dev.muxwire.e2e;

import java.util.Random;

/** Random choices that can be repeated. */
final class Seeds {
  private Seeds() {}

  /** Of {@code -Dmuxwire.seed}, else a new one; printed, so that a failure can be run again. */
  static Random random(String test) {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    System.out.println(test + ": -Dmuxwire.seed=" + seed);
    return new Random(seed);
  }
}
