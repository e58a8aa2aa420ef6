package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.client.Entity;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muxwire panes resize}. */
@Command(
    name = "resize",
    description = {
      "Give a pane a percentage of the split that it is in.",
      "The others of the split keep their proportions."
    },
    footer = {"", "Example:", "  muxwire panes resize 5c1e 70"})
final class PanesResizeCommand extends EditCommand {
  @Parameters(index = "0", paramLabel = "PANE", description = "Id, beginning of it, or title.")
  private String pane = "";

  @Parameters(index = "1", paramLabel = "PERCENT", description = "1 to 99.")
  private int percent;

  PanesResizeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity resized = EntityFinder.ofPanes(view).find(pane);
    Entity tab = PaneLayouts.tabOf(resized, view);
    LayoutTree layout =
        PaneLayouts.ofTabOf(resized, tab).resize(resized.id(), PaneLayouts.share(percent));
    return new Edit(
        tab,
        PaneLayouts.set(Mutation.builder(), tab, layout),
        resized.id(),
        "resized " + resized.id());
  }
}
