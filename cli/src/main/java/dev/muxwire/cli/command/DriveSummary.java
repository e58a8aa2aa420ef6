package dev.muxwire.cli.command;

import dev.muxwire.samples.ChangeStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What a drive did. Safe for several threads until it ended. */
final class DriveSummary {
  /** Of the last changes, which say more of now than the first. */
  private static final int MOST_LATENCIES = 10_000;

  private final Map<ChangeStream.Kind, Long> byKind = new EnumMap<>(ChangeStream.Kind.class);
  private final long[] latencyNanos = new long[MOST_LATENCIES];
  private long changes;
  private long refused;
  private long unanswered;
  private Duration elapsed = Duration.ZERO;

  synchronized void applied(ChangeStream.Kind kind, long nanos) {
    byKind.merge(kind, 1L, Long::sum);
    latencyNanos[(int) (changes % MOST_LATENCIES)] = nanos;
    changes++;
  }

  synchronized void refused() {
    refused++;
  }

  /** So many have no result: they may be applied yet. */
  synchronized void leftUnanswered(int count) {
    unanswered = count;
  }

  synchronized DriveSummary ended(Duration time) {
    elapsed = time;
    return this;
  }

  synchronized Duration elapsed() {
    return elapsed;
  }

  synchronized long changes() {
    return changes;
  }

  synchronized long refusedCount() {
    return refused;
  }

  synchronized long unanswered() {
    return unanswered;
  }

  synchronized Map<ChangeStream.Kind, Long> byKind() {
    return new EnumMap<>(byKind);
  }

  /** From sending a change to its durable result; 0 without changes. */
  synchronized double latencyMs(double quantile) {
    int count = (int) Math.min(changes, MOST_LATENCIES);
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(latencyNanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, (long) (quantile * count))] / 1e6;
  }
}
