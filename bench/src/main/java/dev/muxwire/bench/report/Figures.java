package dev.muxwire.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one run measured: for each system and metric a value of each round. One thread. */
public final class Figures {
  /** What a value is of. */
  public record Key(String system, String metric, String unit) {}

  private final Map<Key, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

  /** A value of the present round. */
  public void add(String system, String metric, String unit, double value) {
    values.computeIfAbsent(new Key(system, metric, unit), key -> new ArrayList<>()).add(value);
  }

  /** A ratio within the present round; its median is told, and its spread. */
  public void ratio(String name, double value) {
    ratios.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** A ratio of two systems' latest values of a metric; nothing, if one of them has none. */
  public void ratio(String name, String metric, String system, String over) {
    Double value = latest(system, metric);
    Double base = latest(over, metric);
    if (value != null && base != null && base > 0) {
      ratio(name, value / base);
    }
  }

  private Double latest(String system, String metric) {
    return values.entrySet().stream()
        .filter(e -> e.getKey().system().equals(system) && e.getKey().metric().equals(metric))
        .map(e -> e.getValue().get(e.getValue().size() - 1))
        .findFirst()
        .orElse(null);
  }

  Map<Key, Spread> spreads() {
    Map<Key, Spread> result = new LinkedHashMap<>();
    values.forEach((key, list) -> result.put(key, Spread.of(list)));
    return result;
  }

  Map<String, Spread> ratioSpreads() {
    Map<String, Spread> result = new LinkedHashMap<>();
    ratios.forEach((key, list) -> result.put(key, Spread.of(list)));
    return result;
  }

  public void print() {
    spreads().forEach((k, s) -> System.out.printf("%-12s %-36s %10.3f %10.3f %10.3f %s%n", k.system(), k.metric(), s.median(), s.min(), s.max(), k.unit()));
    ratioSpreads().forEach((k, s) -> System.out.printf("%-60s %10.3f %10.3f %10.3f%n", k, s.median(), s.min(), s.max()));
  }
}
