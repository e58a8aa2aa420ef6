package dev.muxwire.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.muxwire.cli.output.Json;
import dev.muxwire.cli.output.PlainText;
import dev.muxwire.cli.workspace.EntityJson;
import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One change set of a workspace as one line. */
final class ChangeLine {
  private static final int MOST_NAMED = 6;
  private static final int VALUE_COLUMNS = 40;

  private ChangeLine() {}

  /**
   * For programs: added entities whole, changed ones with the fields that changed.
   *
   * <pre>
   * {"from":4,"revision":5,"added":[],"changed":[{"kind":"tab","id":"…","fields":{"title":"x"},
   *  "cleared":[]}],"removed":[]}
   * </pre>
   */
  static JsonObject json(ChangeSet changes) {
    JsonArray added = new JsonArray();
    changes.added().forEach(entity -> added.add(whole(entity)));
    JsonArray changed = new JsonArray();
    changes.changed().forEach(change -> changed.add(difference(change)));
    JsonArray removed = new JsonArray();
    changes.removed().forEach(entity -> removed.add(name(entity)));
    JsonObject line = new JsonObject();
    line.addProperty("from", changes.fromRevision());
    line.addProperty("revision", changes.toRevision());
    line.add("added", added);
    line.add("changed", changed);
    line.add("removed", removed);
    return line;
  }

  private static JsonObject name(Entity entity) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", EntityJson.kindName(entity.kind()));
    json.addProperty("id", entity.id());
    return json;
  }

  private static JsonObject whole(Entity entity) {
    JsonObject json = name(entity);
    json.add("fields", EntityJson.ofValue(entity.fields()));
    return json;
  }

  private static JsonObject difference(ChangeSet.Change change) {
    JsonObject before = EntityJson.ofEntity(change.before());
    JsonObject after = EntityJson.ofEntity(change.after());
    JsonObject fields = new JsonObject();
    for (Map.Entry<String, JsonElement> field : after.entrySet()) {
      if (!field.getValue().equals(before.get(field.getKey()))) {
        fields.add(field.getKey(), field.getValue());
      }
    }
    JsonArray cleared = new JsonArray();
    before.keySet().stream().filter(field -> !after.has(field)).forEach(cleared::add);
    JsonObject json = name(change.after());
    json.add("fields", fields);
    json.add("cleared", cleared);
    return json;
  }

  /** For people: {@code 5: ~ tab ab12 title="x"; + pane cd34 "shell"}. */
  static String text(ChangeSet changes) {
    if (changes.fromRevision() == 0) {
      return "%d: %d entities".formatted(changes.toRevision(), changes.added().size());
    }
    List<String> parts = new ArrayList<>();
    changes.added().forEach(entity -> parts.add("+ " + label(entity)));
    changes.changed().forEach(change -> parts.add("~ " + changedLabel(change)));
    changes.removed().forEach(entity -> parts.add("- " + label(entity)));
    int more = parts.size() - MOST_NAMED;
    String named = String.join("; ", parts.subList(0, Math.min(parts.size(), MOST_NAMED)));
    return changes.toRevision() + ": " + named + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String label(Entity entity) {
    String name = EntityJson.kindName(entity.kind()) + " " + PlainText.of(entity.id());
    return entity
        .text("title")
        .map(title -> name + " \"" + PlainText.cut(title, VALUE_COLUMNS) + "\"")
        .orElse(name);
  }

  private static String changedLabel(ChangeSet.Change change) {
    JsonObject difference = difference(change);
    StringBuilder label =
        new StringBuilder(EntityJson.kindName(change.after().kind()))
            .append(' ')
            .append(PlainText.of(change.after().id()));
    difference
        .getAsJsonObject("fields")
        .entrySet()
        .forEach(
            field ->
                label
                    .append(' ')
                    .append(field.getKey())
                    .append('=')
                    .append(PlainText.cut(Json.compact(field.getValue()), VALUE_COLUMNS)));
    difference
        .getAsJsonArray("cleared")
        .forEach(field -> label.append(" -").append(field.getAsString()));
    return label.toString();
  }
}
