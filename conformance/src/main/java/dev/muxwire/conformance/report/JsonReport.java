package dev.muxwire.conformance.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.Level;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as JSON: written, and read again to be shown beside others. */
public final class JsonReport {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private JsonReport() {}

  /** What is in the file, by the names of its fields. */
  private record Run(
      @Nullable String suite,
      @Nullable String implementation,
      @Nullable String startedAt,
      long durationMs,
      @Nullable List<Case> cases) {}

  private record Case(
      @Nullable String id,
      @Nullable Level level,
      @Nullable List<String> requirements,
      @Nullable String title,
      @Nullable Verdict verdict,
      @Nullable String message,
      @Nullable String requirement,
      @Nullable String watcher,
      @Nullable List<String> exchange,
      long durationMs) {}

  public static String render(RunReport report) {
    List<Case> cases = report.results().stream().map(JsonReport::written).toList();
    Run run =
        new Run(
            report.suite(),
            report.implementation(),
            report.startedAt().toString(),
            report.durationMs(),
            cases);
    return GSON.toJson(run) + "\n";
  }

  private static Case written(CaseResult result) {
    return new Case(
        result.id(),
        result.level(),
        result.requirements(),
        result.title(),
        result.verdict(),
        result.message().isEmpty() ? null : result.message(),
        result.requirement(),
        result.watcher(),
        result.exchange().isEmpty() ? null : result.exchange(),
        result.durationMs());
  }

  /**
   * Reads what {@link #render} wrote.
   *
   * @throws IllegalArgumentException the text is no such report
   */
  public static RunReport parse(String text) {
    try {
      Run run = GSON.fromJson(text, Run.class);
      if (run == null || run.cases() == null) {
        throw new IllegalArgumentException("it has no cases");
      }
      return new RunReport(
          orEmpty(run.suite()),
          orEmpty(run.implementation()),
          Instant.parse(orEmpty(run.startedAt())),
          run.durationMs(),
          run.cases().stream().map(JsonReport::read).toList());
    } catch (JsonParseException | java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static CaseResult read(Case one) {
    if (one.id() == null || one.verdict() == null || one.id().indexOf('/') < 0) {
      throw new IllegalArgumentException("a case has no id, or no verdict that is known");
    }
    return new CaseResult(
        one.id(),
        one.level() == null ? Level.MUST : one.level(),
        one.requirements() == null ? List.of() : one.requirements(),
        orEmpty(one.title()),
        one.verdict(),
        orEmpty(one.message()),
        one.requirement(),
        one.watcher(),
        one.exchange() == null ? List.of() : one.exchange(),
        one.durationMs());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
