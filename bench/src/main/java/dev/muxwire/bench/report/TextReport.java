package dev.muxwire.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as a table for a terminal: a block for each metric, a line for each system. */
public final class TextReport {
  private TextReport() {}

  /** The lines of it. */
  public static String of(Report report) {
    StringBuilder out = new StringBuilder();
    out.append(report.scenario()).append(": ").append(report.summary()).append("\n");
    out.append(String.join(", ", report.machine().values())).append("\n");
    byMetric(report)
        .forEach(
            (metric, results) -> {
              out.append("\n").append(metric).append("\n");
              table(rows(results)).forEach(line -> out.append("  ").append(line).append("\n"));
            });
    if (!report.ratios().isEmpty()) {
      out.append("\nratios, medians of rounds (min to max)\n");
      table(ratios(report)).forEach(line -> out.append("  ").append(line).append("\n"));
    }
    report
        .skipped()
        .forEach((system, why) -> out.append("\nleft out: " + system + ", " + why + "\n"));
    return out.toString();
  }

  static Map<String, List<Report.Result>> byMetric(Report report) {
    Map<String, List<Report.Result>> byMetric = new LinkedHashMap<>();
    for (Report.Result result : report.results()) {
      byMetric
          .computeIfAbsent(result.metric() + ", " + result.unit(), key -> new ArrayList<>())
          .add(result);
    }
    return byMetric;
  }

  private static List<List<String>> rows(List<Report.Result> results) {
    return results.stream()
        .map(
            result ->
                List.of(result.system(), number(result.spread().median()), range(result.spread())))
        .toList();
  }

  private static List<List<String>> ratios(Report report) {
    List<List<String>> rows = new ArrayList<>();
    report
        .ratios()
        .forEach(
            (name, spread) ->
                rows.add(
                    List.of(
                        name,
                        number(spread.median()),
                        range(spread),
                        verdict(report.targets(), name, spread))));
    return rows;
  }

  static String verdict(List<Target> targets, String ratio, Spread spread) {
    return targets.stream()
        .filter(target -> target.ratio().equals(ratio))
        .map(
            target ->
                (target.isMetBy(spread.median()) ? "holds: at " : "MISSED: at ")
                    + (target.atLeast() ? "least " : "most ")
                    + number(target.bound()))
        .findFirst()
        .orElse("");
  }

  static String range(Spread spread) {
    return "(" + number(spread.min()) + " to " + number(spread.max()) + ")";
  }

  /** With three digits that mean something. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f", value);
  }

  /** Columns as wide as what is in them: the first to the left, the second to the right. */
  private static List<String> table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 1 ? pad + row.get(i) : row.get(i) + pad).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
