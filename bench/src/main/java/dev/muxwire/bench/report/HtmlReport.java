package dev.muxwire.bench.report;

import java.util.Map;

/**
 * A report as one HTML page with its charts in it: a bar for each system, a line for its spread.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
        color: #1f2430; background: #fff; }
      h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1rem; margin: 1.6rem 0 .3rem; }
      p.machine { color: #667; margin-top: .2rem; }
      table { border-collapse: collapse; } td, th { padding: .2rem .9rem .2rem 0; text-align: left; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      .missed { color: #b3261e; font-weight: 600; } .holds { color: #2f7d5b; }
      @media (prefers-color-scheme: dark) {
        body { color: #e4e7ee; background: #171a21; } p.machine { color: #99a; }
        .missed { color: #ff8a80; } .holds { color: #7bd3ad; } }
      """;

  private HtmlReport() {}

  /** The whole page. */
  public static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
        .append(Html.escaped("Muxwire bench: " + report.scenario()))
        .append("</title>\n<style>\n" + STYLE + "</style>\n<h1>")
        .append(Html.escaped(report.scenario()) + "</h1>\n<p>" + Html.escaped(report.summary()))
        .append("</p>\n<p class=\"machine\">")
        .append(Html.escaped(String.join(" · ", report.machine().values())) + "</p>\n");
    ratios(page, report);
    TextReport.byMetric(report)
        .forEach(
            (metric, results) ->
                page.append("<h2>" + Html.escaped(metric) + "</h2>\n").append(Chart.of(results)));
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
              page.append("<tr><td>" + Html.escaped(name) + "</td><td class=\"number\">")
                  .append(TextReport.number(spread.median()) + "</td><td>")
                  .append(Html.escaped(TextReport.range(spread)))
                  .append(
                      "</td><td class=\"" + style + "\">" + Html.escaped(verdict) + "</td></tr>\n");
            });
    page.append("</table>\n");
  }

  private static void names(StringBuilder page, String title, Map<String, String> names) {
    if (names.isEmpty()) {
      return;
    }
    page.append("<h2>" + title + "</h2>\n<table>\n");
    names.forEach(
        (name, text) ->
            page.append(
                "<tr><td>"
                    + Html.escaped(name)
                    + "</td><td>"
                    + Html.escaped(text)
                    + "</td></tr>\n"));
    page.append("</table>\n");
  }
}
