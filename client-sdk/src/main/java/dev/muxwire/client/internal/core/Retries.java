package dev.muxwire.client.internal.core;

import dev.muxwire.client.ClientOptions;
import java.util.random.RandomGenerator;

/** Waits that double, with full jitter: a random part of the wait, so that a herd spreads out. */
final class Retries {
  private static final int MAX_DOUBLINGS = 20;

  private final long firstMs;
  private final long maxMs;
  private final RandomGenerator random;
  private int failures;

  Retries(ClientOptions.Backoff backoff, RandomGenerator random) {
    this.firstMs = backoff.first().toMillis();
    this.maxMs = backoff.max().toMillis();
    this.random = random;
  }

  /** Counts a failure. Returns how long to wait; at least {@code atLeastMs}. */
  long nextDelayMs(long atLeastMs) {
    long ceilingMs = Math.min(maxMs, firstMs << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    return atLeastMs + random.nextLong(ceilingMs + 1);
  }

  /** It works again. */
  void reset() {
    failures = 0;
  }

  boolean isFresh() {
    return failures == 0;
  }
}
