package dev.muxwire.bench.durable;

import org.HdrHistogram.Histogram;

/**
 * What a process with writers tells.
 *
 * @param nanos all together
 * @param p50 half took less, in nanoseconds
 * @param p99 all but one of a hundred took less
 * @param max the longest
 */
record Latencies(long nanos, long p50, long p99, long max) {
  /** As a line. */
  static String told(long nanos, Histogram latencies) {
    return "%d %d %d %d"
        .formatted(
            nanos,
            latencies.getValueAtPercentile(50),
            latencies.getValueAtPercentile(99),
            latencies.getMaxValue());
  }

  /** Of such a line. */
  static Latencies of(String told) {
    String[] words = told.split(" ");
    return new Latencies(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]));
  }
}
