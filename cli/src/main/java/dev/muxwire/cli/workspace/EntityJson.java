package dev.muxwire.cli.workspace;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Entities as JSON: the field trees of the SDK as they are, bytes in base64. Members are sorted by
 * name, so that equal entities make equal text.
 */
public final class EntityJson {
  /** What this version does not know, encoded; nothing but a copy of it makes sense. */
  static final String UNKNOWN = "unknown_fields";

  private EntityJson() {}

  /** The entity's id and fields. */
  public static JsonObject ofEntity(Entity entity) {
    return of(entity.id(), entity.fields());
  }

  /** An id and a field tree. */
  public static JsonObject of(String id, Map<String, Object> fields) {
    JsonObject json = new JsonObject();
    json.addProperty("id", id);
    new TreeMap<>(fields).forEach((name, value) -> json.add(name, ofValue(value)));
    return json;
  }

  /** A kind's name for people and programs: "tab". */
  public static String kindName(EntityKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** One value of a field tree. */
  public static JsonElement ofValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, member) -> sorted.put(String.valueOf(key), member));
      sorted.forEach((key, member) -> object.add(key, ofValue(member)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(element -> array.add(ofValue(element)));
      return array;
    }
    if (value instanceof byte[] bytes) {
      return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes));
    }
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    return new JsonPrimitive(String.valueOf(value));
  }

  /**
   * The field tree of a JSON entity, its id left out.
   *
   * @throws IllegalArgumentException if a value cannot be one of a field
   */
  public static Map<String, Object> toFields(EntityKind kind, JsonObject json) {
    Map<String, Object> fields = new LinkedHashMap<>();
    json.entrySet().stream()
        .filter(member -> !member.getKey().equals("id"))
        .forEach(
            member ->
                fields.put(member.getKey(), toField(kind, member.getKey(), member.getValue())));
    return fields;
  }

  private static Object toField(EntityKind kind, String name, JsonElement json) {
    if (kind == EntityKind.RECORD && name.equals("payload")) {
      // The schema's only field of bytes; base64's own failure names the character.
      return Base64.getDecoder().decode(json.getAsString());
    }
    return toValue(name, json);
  }

  private static Object toValue(String name, JsonElement json) {
    if (json.isJsonObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.getAsJsonObject()
          .entrySet()
          .forEach(member -> map.put(member.getKey(), toValue(member.getKey(), member.getValue())));
      return map;
    }
    if (json.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      json.getAsJsonArray().forEach(element -> list.add(toValue(name, element)));
      return list;
    }
    if (json.isJsonNull()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is null: leave a field without value out");
    }
    return toScalar(name, json.getAsJsonPrimitive());
  }

  private static Object toScalar(String name, JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    if (name.equals("weights")) {
      // Stored in single precision: what is written differently means the same.
      return finite(name, primitive, primitive.getAsFloat());
    }
    String digits = primitive.getAsString();
    return digits.matches("-?[0-9]+")
        ? (Object) Long.parseLong(digits)
        : (Object) finite(name, primitive, primitive.getAsDouble());
  }

  /** JSON can write larger numbers than there are, but not what they become. */
  private static double finite(String name, JsonPrimitive primitive, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is " + primitive.getAsString() + ": that is too large");
    }
    return value;
  }
}
