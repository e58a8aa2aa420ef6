package dev.muxwire.simulation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entity as the model has it: its kind, and its values by name; attributes one by one. */
final class ModelEntity {
  private static final String ATTRIBUTES = "attributes";

  private final String kind;
  private final TreeMap<String, Object> values;

  /** By the fields that it has; null = all. */
  private final Map<@Nullable Set<String>, String> texts = new HashMap<>();

  private ModelEntity(String kind, TreeMap<String, Object> values) {
    this.kind = kind;
    this.values = values;
  }

  static ModelEntity of(String kind, Map<String, ?> fields) {
    return new ModelEntity(kind, flat(fields));
  }

  private static TreeMap<String, Object> flat(Map<String, ?> fields) {
    TreeMap<String, Object> values = new TreeMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.equals(ATTRIBUTES)) {
            ((Map<?, ?>) value)
                .forEach((key, attribute) -> values.put(ATTRIBUTES + "." + key, attribute));
          } else {
            values.put(name, value);
          }
        });
    return values;
  }

  ModelEntity patched(Map<String, ?> fields, Set<String> cleared) {
    TreeMap<String, Object> after = new TreeMap<>(values);
    after.putAll(flat(fields));
    cleared.forEach(after::remove);
    return new ModelEntity(kind, after);
  }

  String kind() {
    return kind;
  }

  @Nullable Object value(String name) {
    return values.get(name);
  }

  /** With these fields alone; null = all. */
  String text(@Nullable Set<String> fields) {
    String known = texts.get(fields);
    if (known == null) {
      known = newText(fields);
      texts.put(fields, known);
    }
    return known;
  }

  private String newText(@Nullable Set<String> fields) {
    StringBuilder text = new StringBuilder(kind);
    values.forEach(
        (name, value) -> {
          String field = name.startsWith(ATTRIBUTES + ".") ? ATTRIBUTES : name;
          if (fields == null || fields.contains(field)) {
            text.append(' ').append(name).append('=').append(plain(value));
          }
        });
    return text.toString();
  }

  private static String plain(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes " + Arrays.hashCode(bytes);
    }
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, String> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put(String.valueOf(key), plain(item)));
      return sorted.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ModelEntity::plain).toList().toString();
    }
    return value instanceof Number number
        ? String.valueOf(number.doubleValue())
        : String.valueOf(value);
  }
}
