package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;
import java.util.Optional;

/** Panes and the layouts of their tabs. */
final class PaneLayouts {
  private PaneLayouts() {}

  /** The tab of a pane. */
  static Entity tabOf(Entity pane, WorkspaceView view) {
    return pane.text("tab_id")
        .flatMap(view::entity)
        .orElseThrow(
            () -> new CommandFailure(ExitCode.NOT_FOUND, "pane " + pane.id() + " has no tab."));
  }

  /** The layout of a tab; empty if it shows no pane. */
  static Optional<LayoutTree> of(Entity tab) {
    return tab.tree("layout").flatMap(LayoutTree::parse);
  }

  /** The layout that a pane is to be found in. */
  static LayoutTree ofTabOf(Entity pane, Entity tab) {
    return of(tab)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pane " + pane.id() + " is not in the layout of its tab"));
  }

  /** Sets a layout, if the tab is still as it was read. */
  static Mutation.Builder set(Mutation.Builder mutation, Entity tab, LayoutTree layout) {
    return mutation
        .requireUnchanged(tab)
        .patch(EntityKind.TAB, tab.id(), Map.of("layout", layout.toField()));
  }

  /** A share from a percentage. */
  static double share(int percent) {
    if (percent < 1 || percent > 99) {
      throw new IllegalArgumentException("a percentage is 1 to 99");
    }
    return percent / 100.0;
  }
}
