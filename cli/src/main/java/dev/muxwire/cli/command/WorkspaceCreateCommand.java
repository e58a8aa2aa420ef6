package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muxwire workspace create}. */
@Command(
    name = "create",
    description = "Make an empty workspace. It fails, with exit code 4, if it is there already.",
    footer = {"", "Example:", "  muxwire workspace create demo && muxwire host --workspace demo"})
final class WorkspaceCreateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "NAME",
      description = "1 to 64 characters of a-z, 0-9, '-', '_', '.'; first a letter or digit.")
  private String name = "";

  WorkspaceCreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      session.await("create workspace " + name, session.client().createWorkspace(name));
      if (json.isWanted()) {
        JsonObject result = new JsonObject();
        result.addProperty("name", name);
        surroundings.console().json(result);
      } else {
        surroundings.console().tell("created workspace " + name + ".");
      }
      return ExitCode.OK;
    }
  }
}
