package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire ls}. */
@Command(
    name = "ls",
    description = {
      "List terminals and open tabs.",
      "A terminal is running, exited, or unreachable while its terminal host is not connected."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire ls",
      "  muxwire ls --json | jq -r '.terminals[] | select(.state == \"running\") | .id'",
      "",
      "JSON:",
      "  {\"terminals\": [{\"id\", \"state\", \"title\", \"command\", \"host_id\", …}], \"tabs\": [{\"id\", \"title\", …}]};",
      "  further fields are those of the entities."
    })
final class ListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(names = "--ids", description = "Print the terminals' ids alone, one a line.")
  private boolean onlyIds;

  ListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      SubscribeOptions kinds =
          SubscribeOptions.builder().kinds(EntityKind.TERMINAL, EntityKind.TAB).build();
      WorkspaceView state = session.view(kinds);
      WorkspaceView presence = session.view(SubscribeOptions.ofPresence());
      Listing listing = new Listing(state, presence);
      Console console = surroundings.console();
      if (onlyIds) {
        listing.ids().forEach(console::line);
      } else if (json.isWanted()) {
        console.json(listing.toJson());
      } else {
        listing.lines(System.currentTimeMillis(), console.isColored()).forEach(console::line);
      }
      return ExitCode.OK;
    }
  }
}
