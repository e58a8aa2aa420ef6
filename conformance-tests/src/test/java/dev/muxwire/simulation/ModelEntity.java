package dev.muxwire.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entity as the model has it: its kind, and its values by name; attributes one by one. */
record ModelEntity(String kind, TreeMap<String, Object> values) {
  private static final String ATTRIBUTES = "attributes";

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

  @Nullable Object value(String name) {
    return values.get(name);
  }

  /** With these fields alone; null = all. */
  String text(@Nullable Set<String> fields) {
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
