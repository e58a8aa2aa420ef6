package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.muxwire.cli.client.TerminalState;
import dev.muxwire.cli.output.Ages;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.output.Style;
import dev.muxwire.cli.output.Table;
import dev.muxwire.cli.workspace.EntityJson;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code muxwire ls} prints: the terminals, oldest first, and the tabs in their order. */
final class Listing {
  private static final int COMMAND_COLUMNS = 40;
  private static final int TITLE_COLUMNS = 45;

  private final List<Entity> terminals;
  private final List<Entity> tabs;
  private final WorkspaceView presence;

  Listing(WorkspaceView state, WorkspaceView presence) {
    this.presence = presence;
    terminals = sorted(state, EntityKind.TERMINAL, Comparator.comparing(Listing::createdAtMs));
    tabs =
        sorted(
            state,
            EntityKind.TAB,
            Comparator.comparing((Entity tab) -> tab.text("order_key").orElse("")));
  }

  private static List<Entity> sorted(
      WorkspaceView state, EntityKind kind, Comparator<Entity> order) {
    return state.ofKind(kind).stream().sorted(order.thenComparing(Entity::id)).toList();
  }

  private static long createdAtMs(Entity entity) {
    return entity.number("created_at_ms").orElse(0L);
  }

  JsonObject toJson() {
    JsonArray terminalArray = new JsonArray();
    for (Entity terminal : terminals) {
      JsonObject json = EntityJson.ofEntity(terminal);
      json.addProperty("state", TerminalState.of(terminal, presence).label());
      for (String always : List.of("title", "host_id")) {
        json.addProperty(always, terminal.text(always).orElse(""));
      }
      if (!json.has("command")) {
        json.add("command", new JsonArray());
      }
      terminalArray.add(json);
    }
    JsonArray tabArray = new JsonArray();
    for (Entity tab : tabs) {
      JsonObject json = EntityJson.ofEntity(tab);
      json.addProperty("title", tab.text("title").orElse(""));
      tabArray.add(json);
    }
    JsonObject result = new JsonObject();
    result.add("terminals", terminalArray);
    result.add("tabs", tabArray);
    return result;
  }

  /** The identifiers of the terminals, for scripts. */
  List<String> ids() {
    return terminals.stream().map(Entity::id).toList();
  }

  List<String> lines(long nowMs, boolean colored) {
    List<String> lines = new ArrayList<>();
    if (terminals.isEmpty()) {
      lines.add("No terminals. `muxwire new` opens one.");
    } else {
      lines.addAll(terminalTable(nowMs).lines(colored));
    }
    List<Entity> open = tabs.stream().filter(tab -> !tab.has("closed_at_ms")).toList();
    if (!tabs.isEmpty()) {
      lines.add("");
      Table table = new Table("TAB", "TITLE");
      open.forEach(tab -> table.row(tab.id(), title(tab)));
      lines.addAll(table.lines(colored));
    }
    if (open.size() < tabs.size()) {
      lines.add("and " + (tabs.size() - open.size()) + " closed tabs");
    }
    return lines;
  }

  private Table terminalTable(long nowMs) {
    Table table = new Table("TERMINAL", "STATE", "TITLE", "SIZE", "AGE", "COMMAND");
    table.style(1, Listing::style);
    for (Entity terminal : terminals) {
      table.row(
          terminal.id(),
          stateOf(terminal),
          title(terminal),
          size(terminal),
          Ages.since(createdAtMs(terminal), nowMs),
          command(terminal));
    }
    return table;
  }

  private static Style style(String state) {
    if (state.startsWith(TerminalState.RUNNING.label())) {
      return Style.GOOD;
    }
    return state.startsWith(TerminalState.EXITED.label()) ? Style.FAINT : Style.WARNING;
  }

  private static String title(Entity entity) {
    return PlainText.cut(entity.text("title").orElse(""), TITLE_COLUMNS);
  }

  /** The state, with the status of what has exited. */
  private String stateOf(Entity terminal) {
    String state = TerminalState.of(terminal, presence).label();
    return terminal
        .tree("exit")
        .map(exit -> state + " " + exitDetail(exit))
        .orElse(state)
        .stripTrailing();
  }

  private static String exitDetail(Map<String, Object> exit) {
    return switch (String.valueOf(exit.get("reason"))) {
      case "EXITED" -> "(" + exit.getOrDefault("status", 0L) + ")";
      case "SIGNALED" -> "(signal " + exit.getOrDefault("signal", 0L) + ")";
      case "HOST_LOST" -> "(host lost)";
      case "SPAWN_FAILED" -> "(not started)";
      default -> "";
    };
  }

  private static String size(Entity terminal) {
    return terminal
        .tree("size")
        .map(size -> size.getOrDefault("columns", 0L) + "x" + size.getOrDefault("rows", 0L))
        .orElse("");
  }

  private static String command(Entity terminal) {
    Object command = terminal.fields().get("command");
    String words =
        command instanceof List<?> list
            ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
            : "";
    return words.isEmpty() ? "(login shell)" : PlainText.cut(words, COMMAND_COLUMNS);
  }
}
