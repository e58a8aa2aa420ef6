package dev.muxwire.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How much happened: a run in which nothing happens finds nothing. */
final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();

  void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void addAll(Tally other) {
    other.counts.forEach(this::add);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
