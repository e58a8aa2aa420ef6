package dev.muxwire.bench.report;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page about performance, whose tables and charts are made of reports, so that no figure in
 * them is typed by hand. Between a mark and the next {@code <!-- end -->} stands what the mark asks
 * for:
 *
 * <ul>
 *   <li>{@code <!-- ratios: SCENARIO -->}: its ratios, with what they should be;
 *   <li>{@code <!-- figures: SCENARIO: TEXT -->}: a line for each metric with the text in its name,
 *       a column for each system;
 *   <li>{@code <!-- chart: SCENARIO: METRIC -->}: the picture of one metric;
 *   <li>{@code <!-- systems: SCENARIO -->}: the versions of what was measured, and the machine.
 * </ul>
 */
public final class Publication {
  private static final Pattern PART =
      Pattern.compile(
          "(<!-- (ratios|figures|chart|systems): ([a-z-]+)(?:: ([^\n]*?))? -->\n).*?(<!-- end -->)",
          Pattern.DOTALL);

  private final Function<String, Report> reports;
  private final Map<String, String> charts = new LinkedHashMap<>();

  /** A page of these reports, found by their scenarios' names. */
  public Publication(Function<String, Report> reports) {
    this.reports = reports;
  }

  /** The page with its tables made anew. */
  public String refresh(String page) {
    charts.clear();
    return PART.matcher(page)
        .replaceAll(
            part -> Matcher.quoteReplacement(part.group(1) + content(part) + part.group(5)));
  }

  /** The images of the page that was refreshed last, by the names of their files. */
  public Map<String, String> charts() {
    return charts;
  }

  private String content(MatchResult part) {
    Report report = reports.apply(part.group(3));
    String argument = part.group(4) == null ? "" : part.group(4);
    return switch (part.group(2)) {
      case "ratios" -> ratios(report);
      case "figures" -> figures(report, argument);
      case "chart" -> chart(report, argument);
      default -> systems(report);
    };
  }

  private static String ratios(Report report) {
    StringBuilder out = new StringBuilder("| ratio | median | min to max | target |\n");
    out.append("| --- | ---: | --- | --- |\n");
    report
        .ratios()
        .forEach(
            (name, spread) ->
                out.append(
                    "| `%s` | %s | %s | %s |\n"
                        .formatted(
                            name,
                            TextReport.number(spread.median()),
                            TextReport.range(spread),
                            TextReport.verdict(report.targets(), name, spread))));
    return out.toString();
  }

  private static String figures(Report report, String text) {
    Map<String, List<Report.Result>> metrics = new LinkedHashMap<>(TextReport.byMetric(report));
    metrics.keySet().removeIf(metric -> !metric.contains(text));
    if (metrics.isEmpty()) {
      throw new IllegalArgumentException(report.scenario() + " has no metric with: " + text);
    }
    Set<String> systems = new LinkedHashSet<>();
    metrics.values().forEach(results -> results.forEach(result -> systems.add(result.system())));
    StringBuilder out = new StringBuilder("| |");
    systems.forEach(system -> out.append(" " + system + " |"));
    out.append("\n| --- |" + " ---: |".repeat(systems.size()) + "\n");
    metrics.forEach(
        (metric, results) -> {
          out.append("| " + metric + " |");
          systems.forEach(system -> out.append(" " + median(results, system) + " |"));
          out.append("\n");
        });
    return out.toString();
  }

  private static String median(List<Report.Result> results, String system) {
    return results.stream()
        .filter(result -> result.system().equals(system))
        .map(result -> TextReport.number(result.spread().median()))
        .findFirst()
        .orElse("");
  }

  private String chart(Report report, String metric) {
    List<Report.Result> results =
        report.results().stream().filter(result -> result.metric().equals(metric)).toList();
    if (results.isEmpty()) {
      throw new IllegalArgumentException(report.scenario() + " has no metric: " + metric);
    }
    String name = (report.scenario() + "-" + metric).toLowerCase(java.util.Locale.ROOT);
    String file = name.replaceAll("[^a-z0-9]+", "-") + ".svg";
    charts.put(file, Chart.of(results));
    return "![%s, %s](performance/%s)\n".formatted(metric, results.get(0).unit(), file);
  }

  private static String systems(Report report) {
    StringBuilder out = new StringBuilder(String.join("; ", report.machine().values()) + ".\n");
    report.versions().forEach((name, version) -> out.append("- " + name + ": " + version + "\n"));
    report.skipped().forEach((name, why) -> out.append("- " + name + " left out: " + why + "\n"));
    return out.toString();
  }
}
