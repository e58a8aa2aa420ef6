package dev.muxwire.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a schema differs from its baseline.
 *
 * @param additive what old peers can live with: new elements, deletions that are reserved
 * @param breaking what they cannot: other deletions, changed elements, reserved ones used again
 */
record SchemaChanges(List<String> additive, List<String> breaking) {
  SchemaChanges {
    additive = List.copyOf(additive);
    breaking = List.copyOf(breaking);
  }

  boolean isEmpty() {
    return additive.isEmpty() && breaking.isEmpty();
  }

  /** Compares two listings, see {@link SchemaListing}. */
  static SchemaChanges between(List<String> baseline, List<String> now) {
    Map<String, String> before = byKey(baseline);
    Map<String, String> after = byKey(now);
    List<String> additive = new ArrayList<>();
    List<String> breaking = new ArrayList<>();
    before.forEach(
        (key, line) -> {
          String current = after.get(key);
          if (current == null && isReserved(line, after)) {
            additive.add("deleted and reserved: " + line);
          } else if (current == null) {
            breaking.add("deleted: " + line);
          } else if (!current.equals(line)) {
            breaking.add("changed: " + line + " -> " + current);
          }
        });
    after.forEach(
        (key, line) -> {
          if (!before.containsKey(key)) {
            (isReserved(line, before) ? breaking : additive).add("added: " + line);
          }
        });
    return new SchemaChanges(additive, breaking);
  }

  /** What stays the same while an element changes: kind, owner, and number or name. */
  private static Map<String, String> byKey(List<String> listing) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : listing) {
      String[] words = line.split(" ");
      boolean owned = words.length > 2;
      lines.put(words[0] + " " + words[1] + (owned ? " " + words[2] : ""), line);
    }
    return lines;
  }

  /** Are both number and name of this field or value, or either of a reserved one, reserved? */
  private static boolean isReserved(String line, Map<String, String> schema) {
    String[] words = line.split(" ");
    if (!words[0].equals("field") && !words[0].equals("value")) {
      return false;
    }
    String owner = "reserved " + words[1] + " ";
    return schema.containsKey(owner + words[2]) && schema.containsKey(owner + words[3]);
  }
}
