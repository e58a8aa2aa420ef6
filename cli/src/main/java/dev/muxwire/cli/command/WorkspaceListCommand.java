package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.Table;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code muxwire workspace list}. */
@Command(
    name = "list",
    description = {
      "List the workspaces that your token may read, with their open tabs and their terminals.",
      "Terminals whose program runs are counted first."
    },
    footer = {"", "Examples:", "  muxwire workspace list", "  muxwire workspace list --json"})
final class WorkspaceListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  WorkspaceListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  private record Row(String name, long tabs, long running, long terminals) {
    static Row of(String name, WorkspaceView view) {
      var all = view.ofKind(EntityKind.TERMINAL);
      long running = all.stream().filter(terminal -> !terminal.has("exit")).count();
      return new Row(name, view.ofKind(EntityKind.TAB).size(), running, all.size());
    }

    JsonObject toJson() {
      JsonObject row = new JsonObject();
      row.addProperty("name", name);
      row.addProperty("tabs", tabs);
      row.addProperty("running", running);
      row.addProperty("terminals", terminals);
      return row;
    }
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      List<Row> rows = rows(session);
      Console console = surroundings.console();
      if (json.isWanted()) {
        JsonArray all = new JsonArray();
        rows.forEach(row -> all.add(row.toJson()));
        JsonObject result = new JsonObject();
        result.add("workspaces", all);
        console.json(result);
      } else if (rows.isEmpty()) {
        console.tell("no workspace. `muxwire workspace create NAME` makes one.");
      } else {
        Table table = new Table("WORKSPACE", "TABS", "RUNNING", "TERMINALS");
        for (Row row : rows) {
          table.row(row.name(), "" + row.tabs(), "" + row.running(), "" + row.terminals());
        }
        table.lines().forEach(console::line);
      }
      return ExitCode.OK;
    }
  }

  private static List<Row> rows(ServerSession session) {
    SubscribeOptions counted =
        SubscribeOptions.builder()
            .kinds(EntityKind.TERMINAL, EntityKind.TAB)
            .fields(EntityKind.TERMINAL, "exit")
            .fields(EntityKind.TAB, "order_key")
            .build();
    List<Row> rows = new ArrayList<>();
    for (String name : session.await("list workspaces", session.client().listWorkspaces())) {
      try {
        rows.add(Row.of(name, session.view(name, counted)));
      } catch (CommandFailure failure) {
        if (failure.exitCode() != ExitCode.NOT_FOUND) { // deleted since it was listed
          throw failure;
        }
      }
    }
    return rows;
  }
}
