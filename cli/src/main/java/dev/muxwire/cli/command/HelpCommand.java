package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muxwire help}. */
@Command(
    name = "help",
    description = "Show the help of a command, or that of the program.",
    footer = {"", "Example:", "  muxwire help attach"})
final class HelpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..1",
      description = "The command. Default: the program as a whole.")
  private @Nullable String command;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    CommandLine program = own.parent().commandLine();
    String name = command;
    CommandLine subject = name == null ? program : program.getSubcommands().get(name);
    if (subject == null) {
      throw new ParameterException(own.commandLine(), "there is no command '" + name + "'.");
    }
    subject.usage(program.getOut(), program.getColorScheme());
    return ExitCode.OK;
  }
}
