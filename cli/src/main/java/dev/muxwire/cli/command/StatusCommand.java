package dev.muxwire.cli.command;

import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Json;
import dev.muxwire.client.ServerStatus;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire status}. */
@Command(
    name = "status",
    description = {
      "Show what the server is doing: connections, workspaces, terminals, hosts.",
      "LAG is how far the slowest stream is behind, CREDIT what its client still lets it send.",
      "A token that may not read every workspace sees its own connections."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire status",
      "  muxwire status --watch 5",
      "  muxwire status --json"
    })
final class StatusCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "2",
      description = "Show it again every so many seconds (2), until interrupted.")
  private int everySeconds;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      show(session);
      while (everySeconds > 0 && !surroundings.console().isBroken()) {
        TimeUnit.SECONDS.sleep(everySeconds);
        if (!json.isWanted()) {
          surroundings.console().line("");
        }
        show(session);
      }
      return ExitCode.OK;
    }
  }

  private void show(ServerSession session) {
    ServerStatus status = session.await("ask for the status", session.client().serverStatus());
    Console console = surroundings.console();
    if (json.isWanted()) {
      console.json(Json.of(status));
    } else {
      new StatusListing(status, System.currentTimeMillis()).lines().forEach(console::line);
    }
  }
}
