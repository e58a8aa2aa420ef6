package dev.muxwire.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report as one HTML page with its charts in it: a bar for each system, a line for its spread.
 */
public final class HtmlReport {
  private static final int NAME_WIDTH = 190;
  private static final int BAR_WIDTH = 460;
  private static final int VALUE_WIDTH = 210;
  private static final int ROW_HEIGHT = 26;

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
        color: #1f2430; background: #fff; }
      h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1rem; margin: 1.6rem 0 .3rem; }
      p.machine { color: #667; margin-top: .2rem; }
      svg text { font: 13px system-ui, sans-serif; fill: #1f2430; }
      svg .bar { fill: #a9b4c6; } svg .muxwire { fill: #2f7d5b; } svg .spread { stroke: #1f2430; }
      table { border-collapse: collapse; } td, th { padding: .2rem .9rem .2rem 0; text-align: left; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      .missed { color: #b3261e; font-weight: 600; } .holds { color: #2f7d5b; }
      @media (prefers-color-scheme: dark) {
        body { color: #e4e7ee; background: #171a21; } svg text { fill: #e4e7ee; } p.machine { color: #99a; }
        svg .bar { fill: #56617a; } svg .muxwire { fill: #4fae85; } svg .spread { stroke: #e4e7ee; }
        .missed { color: #ff8a80; } .holds { color: #7bd3ad; } }
      """;

  private HtmlReport() {}

  /** The whole page. */
  public static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
        .append(escaped("Muxwire bench: " + report.scenario()))
        .append("</title>\n<style>\n" + STYLE + "</style>\n<h1>")
        .append(escaped(report.scenario()) + "</h1>\n<p>" + escaped(report.summary()))
        .append("</p>\n<p class=\"machine\">")
        .append(escaped(String.join(" · ", report.machine().values())) + "</p>\n");
    ratios(page, report);
    TextReport.byMetric(report)
        .forEach(
            (metric, results) ->
                page.append("<h2>" + escaped(metric) + "</h2>\n").append(chart(results)));
    names(page, "Versions", report.versions());
    names(page, "Left out", report.skipped());
    return page.append("</html>\n").toString();
  }

  private static void ratios(StringBuilder page, Report report) {
    if (report.ratios().isEmpty()) {
      return;
    }
    page.append("<h2>Ratios, medians of rounds</h2>\n<table>\n");
    report
        .ratios()
        .forEach(
            (name, spread) -> {
              String verdict = TextReport.verdict(report.targets(), name, spread);
              String style = verdict.startsWith("MISSED") ? "missed" : "holds";
              page.append("<tr><td>" + escaped(name) + "</td><td class=\"number\">")
                  .append(TextReport.number(spread.median()) + "</td><td>")
                  .append(escaped(TextReport.range(spread)))
                  .append("</td><td class=\"" + style + "\">" + escaped(verdict) + "</td></tr>\n");
            });
    page.append("</table>\n");
  }

  /** One metric's bars, as an SVG image that stands alone. */
  static String chart(List<Report.Result> results) {
    double most = results.stream().mapToDouble(result -> result.spread().max()).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">%n",
            NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH,
            results.size() * ROW_HEIGHT));
    for (int i = 0; i < results.size(); i++) {
      bar(svg, results.get(i), i * ROW_HEIGHT, most > 0 ? BAR_WIDTH / most : 0);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(StringBuilder svg, Report.Result result, int top, double scale) {
    Spread spread = result.spread();
    int middle = top + ROW_HEIGHT / 2;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="0" y="%d">%s</text>
            <rect class="bar %s" x="%d" y="%d" width="%.1f" height="%d"/>
            <line class="spread" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>
            <text x="%d" y="%d">%s</text>
            """,
            middle + 5,
            escaped(result.system()),
            result.system().startsWith("muxwire") ? "muxwire" : "",
            NAME_WIDTH,
            top + 4,
            Math.max(1, spread.median() * scale),
            ROW_HEIGHT - 8,
            NAME_WIDTH + spread.min() * scale,
            NAME_WIDTH + spread.max() * scale,
            middle,
            middle,
            NAME_WIDTH + BAR_WIDTH + 8,
            middle + 5,
            escaped(TextReport.number(spread.median()) + " " + TextReport.range(spread))));
  }

  private static void names(StringBuilder page, String title, Map<String, String> names) {
    if (names.isEmpty()) {
      return;
    }
    page.append("<h2>" + title + "</h2>\n<table>\n");
    names.forEach(
        (name, text) ->
            page.append("<tr><td>" + escaped(name) + "</td><td>" + escaped(text) + "</td></tr>\n"));
    page.append("</table>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
