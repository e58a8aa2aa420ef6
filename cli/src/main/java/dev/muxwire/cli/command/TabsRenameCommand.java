package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muxwire tabs rename}. */
@Command(
    name = "rename",
    description = "Give a tab another title.",
    footer = {"", "Example:", "  muxwire tabs rename 83d4 deploy"})
final class TabsRenameCommand extends EditCommand {
  @Parameters(index = "0", paramLabel = "TAB", description = "Id, beginning of it, or title.")
  private String tab = "";

  @Parameters(index = "1", paramLabel = "TITLE", description = "The new title.")
  private String title = "";

  TabsRenameCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity found = EntityFinder.ofTabs(view).find(tab);
    Map<String, Object> fields =
        Map.of(
            "title", title, "title_set_by_user", true, "updated_at_ms", System.currentTimeMillis());
    Mutation.Builder mutation = Mutation.builder().patch(EntityKind.TAB, found.id(), fields);
    return new Edit(found, mutation, found.id(), "renamed " + found.id());
  }
}
