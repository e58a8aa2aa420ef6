package dev.muxwire.bench.report;

import java.util.List;
import java.util.Locale;

/** One metric as an SVG image that stands alone: a bar for each system, a line for its spread. */
final class Chart {
  private static final int NAME_WIDTH = 190;
  private static final int BAR_WIDTH = 430;
  private static final int VALUE_WIDTH = 220;
  private static final int ROW_HEIGHT = 26;

  private static final String STYLE =
      """
      <style>
      text { font: 13px system-ui, sans-serif; fill: #1f2430; }
      .bar { fill: #a9b4c6; } .muxwire { fill: #2f7d5b; } .spread { stroke: #1f2430; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e4e7ee; } .bar { fill: #56617a; } .muxwire { fill: #4fae85; }
        .spread { stroke: #e4e7ee; } }
      </style>
      """;

  private Chart() {}

  static String of(List<Report.Result> results) {
    double most = results.stream().mapToDouble(result -> result.spread().max()).max().orElse(0);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">\n"
            .formatted(NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH, results.size() * ROW_HEIGHT));
    svg.append(STYLE);
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
            Html.escaped(result.system()),
            result.system().startsWith("muxwire") ? "muxwire" : "other",
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
            Html.escaped(TextReport.number(spread.median()) + " " + TextReport.range(spread))));
  }
}
