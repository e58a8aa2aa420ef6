package dev.muxwire.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire panes}. */
@Command(
    name = "panes",
    preprocessor = ListByDefault.class,
    synopsisSubcommandLabel = "[COMMAND]",
    description = {
      "List, split, move, resize and close the panes of tabs. Without a command it lists them.",
      "A pane is named by its id, the beginning of one, or its title."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire panes list logs",
      "  muxwire panes split 5c1e --right -- htop",
      "  muxwire panes move 5c1e 77ab --below",
      "  muxwire panes resize 5c1e 70",
      "  muxwire panes close 5c1e"
    })
final class PanesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** The command with its own commands. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine commandLine = new CommandLine(new PanesCommand());
    commandLine.addSubcommand(new PanesListCommand(surroundings));
    commandLine.addSubcommand(new PanesSplitCommand(surroundings));
    commandLine.addSubcommand(new PanesMoveCommand(surroundings));
    commandLine.addSubcommand(new PanesResizeCommand(surroundings));
    commandLine.addSubcommand(new PanesCloseCommand(surroundings));
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
