package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.client.Entity;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire tabs move}. */
@Command(
    name = "move",
    description = "Put a tab directly before or after another.",
    footer = {"", "Example:", "  muxwire tabs move logs --before deploy"})
final class TabsMoveCommand extends EditCommand {
  @Parameters(paramLabel = "TAB", description = "Id, beginning of it, or title.")
  private String tab = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Place place = new Place();

  /** Where to: one of the two. */
  static final class Place {
    @Option(names = "--before", paramLabel = "TAB", description = "The tab that comes after it.")
    private String before = "";

    @Option(names = "--after", paramLabel = "TAB", description = "The tab that comes before it.")
    private String after = "";
  }

  TabsMoveCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    EntityFinder finder = EntityFinder.ofTabs(view);
    Entity moved = finder.find(tab);
    boolean isAfter = place.before.isEmpty();
    Entity target = finder.find(isAfter ? place.after : place.before);
    if (moved.id().equals(target.id())) {
      throw new IllegalArgumentException("a tab cannot be moved beside itself");
    }
    Mutation.Builder mutation = Mutation.builder();
    new TabOrder(view).move(moved, target, isAfter, mutation);
    return new Edit(moved, mutation, moved.id(), "moved " + moved.id());
  }
}
