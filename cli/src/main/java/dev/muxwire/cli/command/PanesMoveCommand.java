package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.client.Entity;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire panes move}. */
@Command(
    name = "move",
    description = "Put a pane beside another one of its tab; a pane never changes its tab.",
    footer = {"", "Example:", "  muxwire panes move 5c1e 77ab --below"})
final class PanesMoveCommand extends EditCommand {
  @ArgGroup(exclusive = true)
  private SideOption side = new SideOption();

  @Option(
      names = "--percent",
      paramLabel = "N",
      defaultValue = "50",
      description = "How much of the other's room it takes; 1 to 99. Default: 50.")
  private int percent;

  @Parameters(index = "0", paramLabel = "PANE", description = "Id, beginning of it, or title.")
  private String pane = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "The pane to put it beside.")
  private String target = "";

  PanesMoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    EntityFinder finder = EntityFinder.ofPanes(view);
    Entity moved = finder.find(pane);
    Entity beside = finder.find(target);
    Entity tab = PaneLayouts.tabOf(moved, view);
    if (moved.id().equals(beside.id())) {
      throw new IllegalArgumentException("a pane cannot be moved beside itself");
    }
    if (!beside.text("tab_id").orElse("").equals(tab.id())) {
      throw new IllegalArgumentException("the two panes are in different tabs");
    }
    LayoutTree layout =
        PaneLayouts.ofTabOf(moved, tab)
            .move(moved.id(), beside.id(), side.side(), PaneLayouts.share(percent));
    return new Edit(
        tab, PaneLayouts.set(Mutation.builder(), tab, layout), moved.id(), "moved " + moved.id());
  }
}
