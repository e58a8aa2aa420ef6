package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.client.Entity;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muxwire panes close}. */
@Command(
    name = "close",
    description = {
      "Remove a pane; its neighbours take its room. Its terminal and the program in it go on.",
      "The last pane of a tab takes the tab along."
    },
    footer = {"", "Example:", "  muxwire panes close 5c1e"})
final class PanesCloseCommand extends EditCommand {
  @Parameters(paramLabel = "PANE", description = "Id, beginning of it, or title.")
  private String pane = "";

  PanesCloseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity closed = EntityFinder.ofPanes(view).find(pane);
    Entity tab = PaneLayouts.tabOf(closed, view);
    Optional<LayoutTree> layout = PaneLayouts.of(tab);
    Optional<LayoutTree> left = layout.flatMap(before -> before.close(closed.id()));
    Mutation.Builder mutation = Mutation.builder();
    if (left.isPresent()) {
      PaneLayouts.set(mutation, tab, left.get()).remove(closed.id());
      return new Edit(tab, mutation, closed.id(), "closed " + closed.id());
    }
    mutation.requireUnchanged(tab).remove(tab.id());
    return new Edit(
        tab, mutation, closed.id(), "closed " + closed.id() + ", and with it tab " + tab.id());
  }
}
