package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.report.HtmlMatrix;
import dev.muxwire.conformance.report.JsonReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire conformance report}. */
@Command(
    name = "report",
    description = "Show the results of several runs beside each other, in one HTML page.",
    footer = {"", "Example:", "  muxwire conformance report java.json go.json --html matrix.html"})
final class ConformanceReportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Results, as --json of a run wrote them.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--html",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the page.")
  private Path html = Path.of("conformance.html");

  ConformanceReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<RunReport> runs = files.stream().map(ConformanceReportCommand::read).toList();
    ConformanceRun.write(html, HtmlMatrix.render(runs));
    surroundings.console().tell("wrote " + html);
    return ExitCode.OK;
  }

  private static RunReport read(Path file) {
    try {
      return JsonReport.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there is no file " + file + ".", e);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILURE, "cannot read " + file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, file + " has no results of a run: " + e.getMessage(), e);
    }
  }
}
