package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ConnectionTrouble;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire watch}. */
@Command(
    name = "watch",
    description = {
      "Print each change of the workspace, a line a change set, until interrupted.",
      "The first line is the workspace as it is. Lost connections are made anew, and what changed",
      "meanwhile comes as one line."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire watch",
      "  muxwire watch --json | jq -c '.changed[]'",
      "",
      "JSON, an object a line:",
      "  {\"from\": 4, \"revision\": 5, \"added\": [], \"changed\": [{\"kind\", \"id\", \"fields\", \"cleared\"}], \"removed\": []}"
    })
final class WatchCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--presence",
      description = "Watch who is attached and which hosts are connected instead.")
  private boolean presence;

  WatchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    SubscribeOptions options = presence ? SubscribeOptions.ofPresence() : SubscribeOptions.all();
    try (ServerSession session =
            ServerSession.open(connection.resolve(surroundings.environment()));
        WorkspaceReplica replica = session.client().subscribe(session.workspace(), options)) {
      ConnectionTrouble.tellOn(surroundings.console(), session.client());
      Printer printer = new Printer();
      replica.addListener(printer);
      try {
        printer.ended.get();
      } catch (ExecutionException e) {
        throw session.failure("watch workspace " + session.workspace(), e);
      }
      return ExitCode.OK;
    }
  }

  private final class Printer implements WorkspaceReplica.Listener {
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public void changed(WorkspaceView view, ChangeSet changes) {
      Console console = surroundings.console();
      if (json.isWanted()) {
        console.json(ChangeLine.json(changes));
      } else {
        console.line(ChangeLine.text(changes));
      }
      if (console.isBroken()) {
        ended.complete(null);
      }
    }

    @Override
    public void ended(MuxwireException reason) {
      ended.completeExceptionally(reason);
    }
  }
}
