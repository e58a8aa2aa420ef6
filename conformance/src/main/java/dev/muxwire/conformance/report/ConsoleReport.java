package dev.muxwire.conformance.report;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import dev.muxwire.conformance.run.RunListener;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A run for a person who watches: trouble as it comes, a table of families at the end. */
public final class ConsoleReport implements RunListener {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final PrintStream out;
  private final boolean colored;
  private final boolean progress;
  private final int exchangeLines;

  /**
   * @param colored whether escape sequences may be used
   * @param progress whether a line that is written over tells how far it is
   * @param exchangeLines so many lines of the exchange are shown of a failure; the reports have all
   */
  public ConsoleReport(PrintStream out, boolean colored, boolean progress, int exchangeLines) {
    this.out = out;
    this.colored = colored;
    this.progress = progress;
    this.exchangeLines = exchangeLines;
  }

  @Override
  public void ended(CaseResult result, int done, int total) {
    clearLine();
    switch (result.verdict()) {
      case FAILED, WARNED -> trouble(result);
      case KNOWN, SKIPPED ->
          out.println(word(result.verdict()) + "  " + result.id() + ": " + result.message());
      case PASSED -> {
        // Told in the table.
      }
    }
    if (progress) {
      out.print(done + " of " + total);
    }
    out.flush();
  }

  private void clearLine() {
    if (progress) {
      out.print("\r\033[K");
    }
  }

  private void trouble(CaseResult result) {
    out.println(word(result.verdict()) + "  " + result.id() + "  " + blamed(result));
    out.println("         " + result.title());
    out.println("         " + result.message());
    List<String> lines = result.exchange();
    int from = Math.max(0, lines.size() - exchangeLines);
    if (from > 0) {
      out.println(faint("         ... " + from + " lines before ..."));
    }
    lines.subList(from, lines.size()).forEach(line -> out.println(faint("         " + line)));
  }

  private static String blamed(CaseResult result) {
    String requirement = result.requirement();
    String by = result.watcher() == null ? "" : ", seen by " + result.watcher();
    return "["
        + (requirement == null ? String.join(" ", result.requirements()) : requirement)
        + by
        + "]";
  }

  @Override
  public void ended(RunReport report) {
    clearLine();
    Map<String, Map<Verdict, Integer>> families = new LinkedHashMap<>();
    for (CaseResult result : report.results()) {
      families
          .computeIfAbsent(result.family(), family -> new EnumMap<>(Verdict.class))
          .merge(result.verdict(), 1, Integer::sum);
    }
    out.println();
    families.forEach((family, counts) -> out.println(row(family, counts)));
    out.println();
    Map<Verdict, Integer> all = new EnumMap<>(Verdict.class);
    report.results().forEach(result -> all.merge(result.verdict(), 1, Integer::sum));
    out.println(
        row(report.implementation(), all)
            + String.format(Locale.ROOT, "   in %.1f s", report.durationMs() / MILLIS_PER_SECOND));
    out.flush();
  }

  private String row(String name, Map<Verdict, Integer> counts) {
    return String.format(Locale.ROOT, "  %-14s ", name)
        + counts.entrySet().stream()
            .map(
                count ->
                    paint(
                        count.getKey(),
                        String.format(
                            Locale.ROOT,
                            "%4d %s",
                            count.getValue(),
                            count.getKey().toString().toLowerCase(Locale.ROOT))))
            .collect(Collectors.joining("  "));
  }

  private String word(Verdict verdict) {
    return paint(verdict, String.format(Locale.ROOT, "%-7s", verdict));
  }

  private String paint(Verdict verdict, String text) {
    String attributes =
        switch (verdict) {
          case PASSED -> "32";
          case FAILED -> "1;31";
          case WARNED -> "33";
          case KNOWN -> "35";
          case SKIPPED -> "2";
        };
    return colored ? "\033[" + attributes + "m" + text + "\033[0m" : text;
  }

  private String faint(String text) {
    return colored ? "\033[2m" + text + "\033[0m" : text;
  }
}
