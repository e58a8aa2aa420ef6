package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Table;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Scene;
import dev.muxwire.conformance.Stage;
import dev.muxwire.conformance.report.ConsoleReport;
import dev.muxwire.conformance.report.HtmlMatrix;
import dev.muxwire.conformance.report.JUnitReport;
import dev.muxwire.conformance.report.JsonReport;
import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import dev.muxwire.conformance.run.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists or runs the cases of a suite as the options say, and writes the reports. */
final class ConformanceRun {
  /** What is still worth reading on a screen; the reports have all of it. */
  private static final int EXCHANGE_LINES = 30;

  private static final int WAITS_A_CASE = 12;

  private final Console console;
  private final ConformanceOptions options;

  ConformanceRun(Console console, ConformanceOptions options) {
    this.console = console;
    this.options = options;
  }

  /** The cases that the options mean. */
  <S> List<ConformanceCase<S>> selected(List<ConformanceCase<S>> all) {
    List<ConformanceCase<S>> selected = Selection.of(all, options.only);
    if (selected.isEmpty()) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "no case fits " + String.join(", ", options.only) + ". --list shows them all.");
    }
    return selected;
  }

  int list(List<? extends ConformanceCase<?>> cases) {
    Table table = new Table("CASE", "LEVEL", "REQUIREMENTS", "WHAT IT ASKS");
    for (ConformanceCase<?> one : cases) {
      table.row(
          one.id(), one.level().toString(), String.join(" ", one.requirements()), one.title());
    }
    console.table(table);
    return ExitCode.OK;
  }

  /**
   * Runs cases.
   *
   * @param longest the longest that a case waits on purpose
   * @return the exit code: 0 only if nothing failed
   */
  <S extends Scene> int run(
      String suite, List<ConformanceCase<S>> cases, Stage<S> stage, String name, Duration longest)
      throws InterruptedException {
    if (options.parallel < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--parallel takes a number from 1 on.");
    }
    RunOptions run =
        new RunOptions(
            name,
            options.parallel,
            options.timeout.multipliedBy(WAITS_A_CASE).plus(longest),
            known(cases));
    ConsoleReport report =
        new ConsoleReport(
            console.out(), console.isColored(), console.outIsTerminal(), EXCHANGE_LINES);
    RunReport result = new Runner<>(suite, stage, run, report).run(cases);
    write(options.junit, JUnitReport.render(result));
    write(options.json, JsonReport.render(result));
    write(options.html, HtmlMatrix.render(List.of(result)));
    return result.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private KnownFailures known(List<? extends ConformanceCase<?>> cases) {
    Path file = options.knownFailing;
    if (file == null) {
      return KnownFailures.NONE;
    }
    try {
      KnownFailures known = KnownFailures.read(file);
      if (options.only.isEmpty()) {
        Set<String> ids = cases.stream().map(ConformanceCase::id).collect(Collectors.toSet());
        known
            .notAmong(ids)
            .forEach(id -> console.tell("'" + id + "' in " + file + " is no case of this suite"));
      }
      return known;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static void write(@Nullable Path file, String content) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
