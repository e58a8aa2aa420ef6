package dev.muxwire.cli.command;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.workspace.WorkspaceDocument;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire get}. */
@Command(
    name = "get",
    description = {
      "Write the workspace's tabs, panes, sessions and records as JSON, an entity a line.",
      "`muxwire put` reads it back. Terminals are running programs and are not in it."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire get > work.json",
      "  muxwire get --workspace other --output other.json"
    })
final class GetCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  /** JSON it is anyhow; with the option it is on one line, like every result for programs. */
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file instead of stdout.")
  private @Nullable Path output;

  GetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      SubscribeOptions kinds =
          SubscribeOptions.builder()
              .kinds(EntityKind.TAB, EntityKind.PANE, EntityKind.SESSION, EntityKind.RECORD)
              .build();
      WorkspaceView view = session.view(kinds);
      write(WorkspaceDocument.of(view));
      return ExitCode.OK;
    }
  }

  private void write(WorkspaceDocument document) {
    Path file = output;
    if (file != null) {
      StringBuilder text = new StringBuilder();
      document.writeTo(line -> text.append(line).append('\n'));
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new CommandFailure(ExitCode.FAILURE, "cannot write " + file + ": " + e, e);
      }
      surroundings
          .console()
          .tell("wrote " + document.entries().size() + " entities to " + file + ".");
    } else if (json.isWanted()) {
      surroundings.console().json(document.toJson());
    } else {
      document.writeTo(surroundings.console()::line);
    }
  }
}
