package dev.muxwire.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire conformance}: whether an implementation does what the protocol says. */
@Command(
    name = "conformance",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Judge whether an implementation, in whatever language, does what the protocol says.",
      "The suite shares no code with the server; docs/CONFORMANCE.md tells how to read it."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire conformance server --list",
      "  muxwire conformance server --only 'chunk/*'",
      "  muxwire conformance server --json a.json --html a.html",
      "  muxwire conformance client -- ./my-driver",
      "  muxwire conformance report a.json b.json --html both.html"
    })
final class ConformanceCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private ConformanceCommand() {}

  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new ConformanceCommand())
        .addSubcommand(new ConformanceServerCommand(surroundings))
        .addSubcommand(new ConformanceClientCommand(surroundings))
        .addSubcommand(new ConformanceReportCommand(surroundings));
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    throw new ParameterException(own.commandLine(), "server, client or report?");
  }
}
