package dev.muxwire.cli.workspace;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.muxwire.cli.output.Json;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A workspace's tabs, panes, sessions and records as one JSON document:
 *
 * <pre>
 * {"format":"muxwire-workspace/1",
 * "tabs":[
 * {"id":"…","layout":{"pane_id":"…"},"title":"…"}
 * ],
 * "panes":[…],"sessions":[…],"records":[…]}
 * </pre>
 *
 * Terminals are not in it: they are running programs, and cannot be copied.
 */
public final class WorkspaceDocument {
  static final String FORMAT = "muxwire-workspace/1";

  /** The kinds of a document, in its order, by the name of their array. */
  private static final Map<String, EntityKind> KINDS = kinds();

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** One entity of a document; the JSON holds its id too. */
  public record Entry(EntityKind kind, String id, JsonObject json) {}

  private static Map<String, EntityKind> kinds() {
    Map<String, EntityKind> kinds = new LinkedHashMap<>();
    kinds.put("tabs", EntityKind.TAB);
    kinds.put("panes", EntityKind.PANE);
    kinds.put("sessions", EntityKind.SESSION);
    kinds.put("records", EntityKind.RECORD);
    return kinds;
  }

  /** The document of a workspace as it is. */
  public static WorkspaceDocument of(WorkspaceView view) {
    WorkspaceDocument document = new WorkspaceDocument();
    for (EntityKind kind : KINDS.values()) {
      view.ofKind(kind).stream()
          .sorted(
              Comparator.comparing((Entity entity) -> entity.text("order_key").orElse(""))
                  .thenComparing(Entity::id))
          .forEach(entity -> document.add(kind, EntityJson.ofEntity(entity)));
    }
    return document;
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong with it
   */
  public static WorkspaceDocument parse(String text) {
    try {
      JsonElement root = JsonParser.parseString(text);
      if (!root.isJsonObject()) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      return of(root.getAsJsonObject());
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getMessage(), e);
    }
  }

  /** Reads a document from its tree; failures are those of {@link #parse}. */
  public static WorkspaceDocument of(JsonObject root) {
    JsonElement format = root.get("format");
    if (format == null || !format.isJsonPrimitive() || !format.getAsString().equals(FORMAT)) {
      throw new IllegalArgumentException("its \"format\" is not \"" + FORMAT + "\"");
    }
    WorkspaceDocument document = new WorkspaceDocument();
    for (Map.Entry<String, JsonElement> member : root.entrySet()) {
      EntityKind kind = KINDS.get(member.getKey());
      if (kind != null) {
        document.addAll(member.getKey(), kind, member.getValue());
      } else if (!member.getKey().equals("format")) {
        throw new IllegalArgumentException("it has no member \"" + member.getKey() + "\"");
      }
    }
    return document;
  }

  /** The document of entities that were generated. */
  public static WorkspaceDocument of(List<Mutation.Create> entities) {
    WorkspaceDocument document = new WorkspaceDocument();
    entities.forEach(
        entity -> document.add(entity.kind(), EntityJson.of(entity.id(), entity.fields())));
    return document;
  }

  private void addAll(String name, EntityKind kind, JsonElement array) {
    if (!array.isJsonArray()) {
      throw new IllegalArgumentException("\"" + name + "\" is no array");
    }
    int place = 0;
    for (JsonElement element : array.getAsJsonArray()) {
      String where = "\"" + name + "\"[" + place++ + "]";
      if (!element.isJsonObject()) {
        throw new IllegalArgumentException(where + " is no object");
      }
      JsonElement id = element.getAsJsonObject().get("id");
      if (id == null || !id.isJsonPrimitive() || id.getAsString().isEmpty()) {
        throw new IllegalArgumentException(where + " has no \"id\"");
      }
      try {
        add(kind, normal(kind, element.getAsJsonObject()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
      }
    }
  }

  /** The same entity as {@link EntityJson} would write it, so that equal entities are equal. */
  private static JsonObject normal(EntityKind kind, JsonObject json) {
    JsonObject normal = new JsonObject();
    normal.add("id", json.get("id"));
    JsonObject fields = EntityJson.ofValue(EntityJson.toFields(kind, json)).getAsJsonObject();
    fields.entrySet().forEach(field -> normal.add(field.getKey(), field.getValue()));
    return normal;
  }

  private void add(EntityKind kind, JsonObject json) {
    String id = json.get("id").getAsString();
    if (entries.put(id, new Entry(kind, id, json)) != null) {
      throw new IllegalArgumentException("the id \"" + id + "\" is there twice");
    }
  }

  /** The entities by id. */
  public Map<String, Entry> entries() {
    return entries;
  }

  /**
   * Takes references to terminals that a workspace does not have out of the panes: terminals are
   * programs, which a document does not bring.
   *
   * @return how many panes lost their terminal
   */
  public int dropTerminalsMissingIn(WorkspaceView view) {
    int dropped = 0;
    for (Entry entry : ofKind(EntityKind.PANE)) {
      JsonElement terminal = entry.json().get("terminal_id");
      if (terminal != null && view.entity(terminal.getAsString()).isEmpty()) {
        entry.json().remove("terminal_id");
        dropped++;
      }
    }
    return dropped;
  }

  /** The whole, for programs. */
  public JsonObject toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    KINDS.forEach(
        (name, kind) -> {
          JsonArray array = new JsonArray();
          ofKind(kind).forEach(entry -> array.add(entry.json()));
          root.add(name, array);
        });
    return root;
  }

  /** Writes the document, an entity a line: so versions of it can be compared. */
  public void writeTo(Consumer<String> line) {
    StringBuilder open = new StringBuilder("{\"format\":\"" + FORMAT + "\"");
    for (Map.Entry<String, EntityKind> member : KINDS.entrySet()) {
      line.accept(open.append(",").toString());
      line.accept("\"" + member.getKey() + "\":[");
      List<Entry> ofKind = ofKind(member.getValue());
      for (int i = 0; i < ofKind.size(); i++) {
        line.accept(Json.compact(ofKind.get(i).json()) + (i < ofKind.size() - 1 ? "," : ""));
      }
      open = new StringBuilder("]");
    }
    line.accept("]}");
  }

  private List<Entry> ofKind(EntityKind kind) {
    return entries.values().stream().filter(entry -> entry.kind() == kind).toList();
  }
}
