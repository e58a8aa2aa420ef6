package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Ages;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.output.Table;
import dev.muxwire.cli.workspace.EntityJson;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muxwire tabs list}. */
@Command(
    name = "list",
    description = "List the open tabs, in their order.",
    footer = {"", "Examples:", "  muxwire tabs list", "  muxwire tabs list --json"})
final class TabsListCommand implements Callable<Integer> {
  private static final int TITLE_COLUMNS = 45;

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = {"-a", "--all"},
      description = "The closed tabs that were kept, too.")
  private boolean all;

  TabsListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      WorkspaceView view = EditCommand.read(session);
      List<Entity> tabs =
          new TabOrder(view)
              .tabs().stream().filter(tab -> all || !tab.has("closed_at_ms")).toList();
      Console console = surroundings.console();
      if (json.isWanted()) {
        JsonArray array = new JsonArray();
        tabs.forEach(tab -> array.add(json(tab)));
        JsonObject result = new JsonObject();
        result.add("tabs", array);
        console.json(result);
      } else if (tabs.isEmpty()) {
        console.line("No open tabs. `muxwire tabs new` adds one.");
      } else {
        table(view, tabs).lines().forEach(console::line);
      }
      return ExitCode.OK;
    }
  }

  private static JsonObject json(Entity tab) {
    JsonObject json = EntityJson.ofEntity(tab);
    json.addProperty("title", tab.text("title").orElse(""));
    json.addProperty("revision", tab.revision());
    return json;
  }

  private static Table table(WorkspaceView view, List<Entity> tabs) {
    long nowMs = System.currentTimeMillis();
    Table table = new Table("TAB", "TITLE", "PANES", "UPDATED");
    for (Entity tab : tabs) {
      long panes =
          view.ofKind(EntityKind.PANE).stream()
              .filter(pane -> pane.text("tab_id").orElse("").equals(tab.id()))
              .count();
      table.row(
          tab.id(),
          PlainText.cut(tab.text("title").orElse(""), TITLE_COLUMNS),
          String.valueOf(panes),
          tab.number("updated_at_ms").map(ms -> Ages.since(ms, nowMs)).orElse(""));
    }
    return table;
  }
}
