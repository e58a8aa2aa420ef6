package dev.muxwire.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run found, for people and programs.
 *
 * @param scenario its name
 * @param summary what it measures, in a line
 * @param machine what it ran on: {@code cpu}, {@code cores}, {@code memory}, {@code kernel}, {@code
 *     java}, {@code date}
 * @param versions of each system that took part
 * @param skipped systems that took no part, and why
 * @param results each system's metrics, in the order in which they were measured
 * @param ratios within one round each, by name
 * @param targets what some of the ratios should be
 */
public record Report(
    String scenario,
    String summary,
    Map<String, String> machine,
    Map<String, String> versions,
    Map<String, String> skipped,
    List<Result> results,
    Map<String, Spread> ratios,
    List<Target> targets) {
  /**
   * A metric of a system.
   *
   * @param unit of the spread's values, such as {@code MB/s}
   */
  public record Result(String system, String metric, String unit, Spread spread) {}

  /** Of what was found so far, on this machine. */
  public static Report of(
      String scenario,
      String summary,
      Map<String, String> versions,
      Map<String, String> skipped,
      Figures figures,
      List<Target> targets) {
    return new Report(
        scenario,
        summary,
        Machine.describe(),
        new LinkedHashMap<>(versions),
        new LinkedHashMap<>(skipped),
        figures.results(),
        figures.ratios(),
        List.copyOf(targets));
  }
}
