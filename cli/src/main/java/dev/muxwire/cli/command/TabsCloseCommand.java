package dev.muxwire.cli.command;

import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muxwire tabs close}. */
@Command(
    name = "close",
    description = {
      "Remove a tab with its panes. Its terminals and their programs go on.",
      "Ids are never used twice: a removed tab does not come back."
    },
    footer = {"", "Examples:", "  muxwire tabs close logs", "  muxwire tabs close --keep logs"})
final class TabsCloseCommand extends EditCommand {
  @Option(
      names = "--keep",
      description = "Keep it as a closed tab, which windows may offer to reopen.")
  private boolean keep;

  @Parameters(paramLabel = "TAB", description = "Id, beginning of it, or title.")
  private String tab = "";

  TabsCloseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Edit plan(WorkspaceView view) {
    Entity found = EntityFinder.ofTabs(view).find(tab);
    Mutation.Builder mutation = Mutation.builder();
    if (keep) {
      mutation.patch(
          EntityKind.TAB, found.id(), Map.of("closed_at_ms", System.currentTimeMillis()));
    } else {
      mutation.remove(found.id());
    }
    return new Edit(found, mutation, found.id(), "closed " + found.id());
  }
}
