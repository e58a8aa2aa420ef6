package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;

/**
 * How long keys took, in microseconds.
 *
 * @param p50 half took less
 * @param p99 all but one of a hundred took less
 * @param max the longest
 */
record Latencies(double p50, double p99, double max) {
  /** Has somebody type. */
  static Latencies of(Child typists, String name, int keys, long intervalMicros)
      throws IOException {
    String[] told = typists.ask("type", name, keys, intervalMicros).split(" ");
    return new Latencies(
        Double.parseDouble(told[0]), Double.parseDouble(told[1]), Double.parseDouble(told[2]));
  }

  /** Adds them to what is found, under a name of their circumstances. */
  Latencies addTo(Figures figures, String system, String circumstances) {
    figures.add(system, "key to echo, p50, " + circumstances, "µs", p50);
    figures.add(system, "key to echo, p99, " + circumstances, "µs", p99);
    figures.add(system, "key to echo, longest, " + circumstances, "µs", max);
    return this;
  }
}
