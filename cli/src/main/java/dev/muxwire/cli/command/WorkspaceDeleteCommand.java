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

/** {@code muxwire workspace delete}. */
@Command(
    name = "delete",
    description = {
      "Delete a workspace: its programs end, its hosts are dismissed, and all of it is erased.",
      "When the command ends, nothing of it is left in the server's files."
    },
    footer = {
      "",
      "Examples:",
      "  muxwire workspace delete demo",
      "  muxwire workspace delete demo --yes     from a script"
    })
final class WorkspaceDeleteCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(paramLabel = "NAME", description = "The workspace, by its whole name.")
  private String name = "";

  WorkspaceDeleteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      confirmation.require("delete workspace " + name + " and end all its programs");
      session.await("delete workspace " + name, session.client().deleteWorkspace(name));
      if (json.isWanted()) {
        JsonObject result = new JsonObject();
        result.addProperty("name", name);
        surroundings.console().json(result);
      } else {
        surroundings.console().tell("deleted workspace " + name + ".");
      }
      return ExitCode.OK;
    }
  }
}
