package dev.muxwire.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code muxwire workspace}: what there is around all the others. */
@Command(
    name = "workspace",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Make, list and delete workspaces.",
      "A workspace has tabs, terminals and hosts of its own; --workspace names the one to use."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire workspace create demo        make an empty workspace",
      "  muxwire workspace list               those that your token may read",
      "  muxwire workspace delete demo        end its programs, erase all of it"
    })
final class WorkspaceCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new WorkspaceCommand())
        .addSubcommand(new WorkspaceCreateCommand(surroundings))
        .addSubcommand(new WorkspaceListCommand(surroundings))
        .addSubcommand(new WorkspaceDeleteCommand(surroundings));
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("not made by picocli");
    }
    throw new ParameterException(own.commandLine(), "create, list or delete?");
  }
}
