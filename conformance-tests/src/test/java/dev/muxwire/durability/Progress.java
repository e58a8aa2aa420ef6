package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How far a run is, in numbers. Used by many threads. */
final class Progress {
  /** A process needs longer than that to answer: what comes sooner, its predecessor had sent. */
  private static final long SOONEST_ANSWER_NS = 100_000_000;

  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong acknowledgedBytes = new AtomicLong();
  private final AtomicInteger kills = new AtomicInteger();
  private final List<Long> recoveriesMs = new ArrayList<>();
  private long killedAtNs;
  private long launchedAtNs = Long.MAX_VALUE;

  void acknowledged(long nowNs, long bytes) {
    acknowledged.incrementAndGet();
    acknowledgedBytes.addAndGet(bytes);
    recovered(nowNs);
  }

  private synchronized void recovered(long nowNs) {
    if (launchedAtNs != Long.MAX_VALUE && nowNs - launchedAtNs > SOONEST_ANSWER_NS) {
      recoveriesMs.add((nowNs - killedAtNs) / 1_000_000);
      launchedAtNs = Long.MAX_VALUE;
    }
  }

  synchronized void killed(long nowNs) {
    kills.incrementAndGet();
    killedAtNs = nowNs;
    launchedAtNs = Long.MAX_VALUE;
  }

  synchronized void launched(long nowNs) {
    launchedAtNs = nowNs;
  }

  /** True once somebody was answered by the server that was launched last. */
  synchronized boolean isRecovered() {
    return launchedAtNs == Long.MAX_VALUE;
  }

  int kills() {
    return kills.get();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  /** About how many bytes the state log got. */
  long acknowledgedBytes() {
    return acknowledgedBytes.get();
  }

  /** From kill to first acknowledgement: median and worst. */
  synchronized String recoveries() {
    if (recoveriesMs.isEmpty()) {
      return "none";
    }
    List<Long> sorted = new ArrayList<>(recoveriesMs);
    Collections.sort(sorted);
    return "median %d ms, worst %d ms of %d"
        .formatted(sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), sorted.size());
  }
}
