package dev.muxwire.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run measured: for each system and metric a value of each round. One thread. */
public final class Figures {
  private record Key(String system, String metric, String unit) {}

  private final Map<Key, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

  /** Of the present round: by system and metric. */
  private final Map<List<String>, Double> round = new LinkedHashMap<>();

  private boolean counts = true;

  /**
   * A round begins.
   *
   * @param isCounted false to forget what it finds
   */
  public void begin(boolean isCounted) {
    counts = isCounted;
    round.clear();
  }

  /** A value of the present round. */
  public void add(String system, String metric, String unit, double value) {
    round.put(List.of(system, metric), value);
    if (counts) {
      values.computeIfAbsent(new Key(system, metric, unit), key -> new ArrayList<>()).add(value);
    }
  }

  /** A value of the present round; null, if there is none. */
  public @Nullable Double inThisRound(String system, String metric) {
    return round.get(List.of(system, metric));
  }

  /** A ratio within the present round: what is told is its median over rounds, with its spread. */
  public void ratio(String name, double value) {
    if (counts) {
      ratios.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  /** The ratio of two systems' values of a metric in this round; none, if one took no part. */
  public void ratio(String name, String metric, String system, String over) {
    Double value = inThisRound(system, metric);
    Double base = inThisRound(over, metric);
    if (value != null && base != null && base > 0) {
      ratio(name, value / base);
    }
  }

  List<Report.Result> results() {
    List<Report.Result> results = new ArrayList<>();
    values.forEach(
        (key, list) ->
            results.add(new Report.Result(key.system, key.metric, key.unit, Spread.of(list))));
    return results;
  }

  Map<String, Spread> ratios() {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    ratios.forEach((name, list) -> spreads.put(name, Spread.of(list)));
    return spreads;
  }
}
