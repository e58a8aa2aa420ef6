package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.EntityFinder;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.cli.output.Console;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.output.Table;
import dev.muxwire.cli.workspace.EntityJson;
import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code muxwire panes list}. */
@Command(
    name = "list",
    description = "List the panes of the open tabs, or of one tab.",
    footer = {"", "Examples:", "  muxwire panes list", "  muxwire panes list --json"})
final class PanesListCommand implements Callable<Integer> {
  private static final int TITLE_COLUMNS = 30;
  private static final int SHOWS_COLUMNS = 45;

  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "TAB",
      arity = "0..1",
      description = "Id, beginning of it, or title. Default: all open tabs.")
  private @Nullable String tab;

  PanesListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      List<Entity> panes = panes(EditCommand.read(session));
      Console console = surroundings.console();
      if (json.isWanted()) {
        JsonArray array = new JsonArray();
        panes.forEach(pane -> array.add(EntityJson.ofEntity(pane)));
        JsonObject result = new JsonObject();
        result.add("panes", array);
        console.json(result);
      } else if (panes.isEmpty()) {
        console.line("No panes. `muxwire tabs new` adds a tab with one.");
      } else {
        table(panes).lines().forEach(console::line);
      }
      return ExitCode.OK;
    }
  }

  /** In the order of tabs, and in each in reading order. */
  private List<Entity> panes(WorkspaceView view) {
    String name = tab;
    List<Entity> tabs =
        name == null
            ? new TabOrder(view).tabs().stream().filter(each -> !each.has("closed_at_ms")).toList()
            : List.of(EntityFinder.ofTabs(view).find(name));
    List<Entity> panes = new ArrayList<>();
    for (Entity each : tabs) {
      PaneLayouts.of(each).map(LayoutTree::panes).orElse(List.of()).stream()
          .map(view::entity)
          .flatMap(Optional::stream)
          .forEach(panes::add);
    }
    return panes;
  }

  private static Table table(List<Entity> panes) {
    Table table = new Table("PANE", "TAB", "KIND", "TITLE", "SHOWS");
    for (Entity pane : panes) {
      table.row(
          pane.id(),
          pane.text("tab_id").orElse(""),
          pane.text("pane_kind").orElse("").toLowerCase(Locale.ROOT),
          PlainText.cut(pane.text("title").orElse(""), TITLE_COLUMNS),
          PlainText.cut(shows(pane), SHOWS_COLUMNS));
    }
    return table;
  }

  private static String shows(Entity pane) {
    return Stream.of("terminal_id", "url", "path", "session_id")
        .flatMap(field -> pane.text(field).stream())
        .findFirst()
        .orElse("");
  }
}
