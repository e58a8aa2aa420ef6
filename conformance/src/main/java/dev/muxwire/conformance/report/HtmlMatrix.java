package dev.muxwire.conformance.report;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Implementations beside each other, case by case: one HTML file that needs nothing else. */
public final class HtmlMatrix {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final int PERCENT = 100;

  private HtmlMatrix() {}

  /** Runs of one suite or of several; a table for each suite. */
  public static String render(List<RunReport> runs) {
    StringBuilder body = new StringBuilder();
    Map<String, List<RunReport>> suites = new LinkedHashMap<>();
    runs.forEach(run -> suites.computeIfAbsent(run.suite(), s -> new ArrayList<>()).add(run));
    suites.forEach((suite, of) -> suite(body, suite, of));
    return template().replace("<!-- BODY -->", body);
  }

  private static String template() {
    try (InputStream page = HtmlMatrix.class.getResourceAsStream("matrix.html")) {
      return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the page is part of this program", e);
    }
  }

  private static void suite(StringBuilder html, String suite, List<RunReport> runs) {
    html.append("<section><h2>").append(Markup.escape(suite)).append("</h2>\n<div class=cards>");
    runs.forEach(run -> card(html, run));
    html.append("</div>\n<table><thead><tr><th>case</th><th>requirements</th>");
    runs.forEach(
        run -> html.append("<th>").append(Markup.escape(run.implementation())).append("</th>"));
    html.append("</tr></thead>\n");
    String family = "";
    for (CaseResult one : allCases(runs)) {
      if (!one.family().equals(family)) {
        html.append(family.isEmpty() ? "" : "</tbody>");
        family = one.family();
        html.append("<tbody><tr class=family><th colspan=")
            .append(runs.size() + 2)
            .append('>')
            .append(Markup.escape(family))
            .append("</th></tr>\n");
      }
      row(html, one, runs);
    }
    html.append("</tbody></table></section>\n");
  }

  private static void card(StringBuilder html, RunReport run) {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, run.count(verdict));
    }
    long judged = run.results().size() - counts.getOrDefault(Verdict.SKIPPED, 0L);
    long passed = counts.getOrDefault(Verdict.PASSED, 0L);
    html.append("<div class=card><h3>")
        .append(Markup.escape(run.implementation()))
        .append("</h3><p class=share>")
        .append(judged == 0 ? 0 : passed * PERCENT / judged)
        .append("%</p><div class=bar>");
    counts.forEach(
        (verdict, count) ->
            html.append("<i class=")
                .append(css(verdict))
                .append(" style='flex:")
                .append(count)
                .append("'></i>"));
    html.append("</div><p>");
    counts.forEach(
        (verdict, count) -> {
          if (count > 0) {
            html.append("<b class=")
                .append(css(verdict))
                .append('>')
                .append(count)
                .append("</b> ")
                .append(css(verdict))
                .append(" &nbsp;");
          }
        });
    html.append(
        String.format(
            Locale.ROOT,
            "</p><p class=when>%s, %.1f s</p></div>",
            run.startedAt(),
            run.durationMs() / MILLIS_PER_SECOND));
  }

  /** Of all runs, the families together. */
  private static List<CaseResult> allCases(List<RunReport> runs) {
    Map<String, Map<String, CaseResult>> families = new LinkedHashMap<>();
    for (RunReport run : runs) {
      for (CaseResult result : run.results()) {
        families
            .computeIfAbsent(result.family(), family -> new LinkedHashMap<>())
            .putIfAbsent(result.id(), result);
      }
    }
    return families.values().stream().flatMap(cases -> cases.values().stream()).toList();
  }

  private static void row(StringBuilder html, CaseResult one, List<RunReport> runs) {
    html.append("<tr><td><code>")
        .append(Markup.escape(one.id()))
        .append("</code><small>")
        .append(Markup.escape(one.title()))
        .append("</small></td><td class=requirements>")
        .append(Markup.escape(String.join(" ", one.requirements())))
        .append("</td>");
    for (RunReport run : runs) {
      cell(html, find(run, one.id()));
    }
    html.append("</tr>\n");
  }

  private static @Nullable CaseResult find(RunReport run, String id) {
    Map<String, CaseResult> byId = new HashMap<>();
    run.results().forEach(result -> byId.put(result.id(), result));
    return byId.get(id);
  }

  private static void cell(StringBuilder html, @Nullable CaseResult result) {
    if (result == null) {
      html.append("<td class=absent></td>");
      return;
    }
    html.append("<td class=").append(css(result.verdict())).append('>');
    String word = css(result.verdict());
    if (result.message().isEmpty()) {
      html.append(word);
    } else {
      html.append("<details><summary>")
          .append(word)
          .append("</summary><p>")
          .append(Markup.escape(result.message()))
          .append("</p>");
      if (!result.exchange().isEmpty()) {
        html.append("<pre>")
            .append(Markup.escape(String.join("\n", result.exchange())))
            .append("</pre>");
      }
      html.append("</details>");
    }
    html.append("</td>");
  }

  private static String css(Verdict verdict) {
    return verdict.toString().toLowerCase(Locale.ROOT);
  }
}
