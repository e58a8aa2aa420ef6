package dev.muxwire.cli.command;

import dev.muxwire.cli.client.TerminalFinder;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muxwire rename}. */
@Command(
    name = "rename",
    description = "Give a terminal another title. `muxwire tabs rename` does so for tabs.",
    footer = {"", "Example:", "  muxwire rename 34od build"})
final class RenameCommand extends EditCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "Id, beginning of it, or title.")
  private String terminal = "";

  @Parameters(index = "1", paramLabel = "TITLE", description = "The new title.")
  private String title = "";

  RenameCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity found = new TerminalFinder(view).find(terminal);
    Mutation.Builder mutation =
        Mutation.builder().patch(EntityKind.TERMINAL, found.id(), Map.of("title", title));
    return new Edit(found, mutation, found.id(), "renamed " + found.id());
  }
}
