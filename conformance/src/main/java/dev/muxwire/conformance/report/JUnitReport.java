package dev.muxwire.conformance.report;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import java.util.Locale;

/** A run in JUnit's XML, as build servers read it: a suite a run, a class a family. */
public final class JUnitReport {
  private static final double MILLIS_PER_SECOND = 1_000;

  private JUnitReport() {}

  public static String render(RunReport report) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        String.format(
            Locale.ROOT,
            "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\""
                + " timestamp=\"%s\" time=\"%.3f\">%n",
            Markup.escape("muxwire " + report.suite() + ": " + report.implementation()),
            report.results().size(),
            report.count(Verdict.FAILED),
            report.count(Verdict.SKIPPED) + report.count(Verdict.KNOWN),
            report.startedAt(),
            report.durationMs() / MILLIS_PER_SECOND));
    report.results().forEach(result -> append(xml, report.suite(), result));
    return xml.append("</testsuite>\n").toString();
  }

  private static void append(StringBuilder xml, String suite, CaseResult result) {
    xml.append(
        String.format(
            Locale.ROOT,
            "  <testcase classname=\"conformance.%s.%s\" name=\"%s\" time=\"%.3f\">",
            suite,
            Markup.escape(result.family()),
            Markup.escape(result.id()),
            result.durationMs() / MILLIS_PER_SECOND));
    String message = Markup.escape(result.message());
    switch (result.verdict()) {
      case PASSED -> {
        // Nothing to say.
      }
      case FAILED ->
          xml.append("\n    <failure message=\"")
              .append(message)
              .append("\">")
              .append(Markup.escape(details(result)))
              .append("</failure>\n  ");
      case SKIPPED, KNOWN -> xml.append("<skipped message=\"").append(message).append("\"/>");
      case WARNED ->
          xml.append("\n    <system-out>")
              .append(Markup.escape("warning: " + details(result)))
              .append("</system-out>\n  ");
    }
    xml.append("</testcase>\n");
  }

  private static String details(CaseResult result) {
    return result.title()
        + "\n"
        + String.join(" ", result.requirements())
        + "\n"
        + result.message()
        + "\n\n"
        + String.join("\n", result.exchange());
  }
}
