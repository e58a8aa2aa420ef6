package dev.muxwire.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire tabs}. */
@Command(
    name = "tabs",
    preprocessor = ListByDefault.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "List, add, rename, order and close tabs. Without a command it lists them.",
      "A tab is named by its id, the beginning of one, or its title."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire tabs",
      "  muxwire tabs new --title logs -- tail -f app.log",
      "  muxwire tabs rename 83d4 deploy",
      "  muxwire tabs move logs --before deploy",
      "  muxwire tabs close logs"
    })
final class TabsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** The command with its own commands. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine commandLine = new CommandLine(new TabsCommand());
    commandLine.addSubcommand(new TabsListCommand(surroundings));
    commandLine.addSubcommand(new TabsNewCommand(surroundings));
    commandLine.addSubcommand(new TabsRenameCommand(surroundings));
    commandLine.addSubcommand(new TabsMoveCommand(surroundings));
    commandLine.addSubcommand(new TabsCloseCommand(surroundings));
    return commandLine;
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    throw new ParameterException(own.commandLine(), "which command?");
  }
}
