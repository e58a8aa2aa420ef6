package dev.muxwire.durability;

import java.util.concurrent.atomic.AtomicInteger;

/** How much the workers may do until somebody allows more. Used by many threads. */
final class Pace {
  private final AtomicInteger left = new AtomicInteger();
  private volatile boolean heavy;

  /** Takes one request; false if there is none left. */
  boolean take() {
    return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }

  void allow(int requests) {
    left.set(requests);
  }

  /** Whether requests should make the log grow. */
  boolean isHeavy() {
    return heavy;
  }

  void setHeavy(boolean yes) {
    heavy = yes;
  }
}
