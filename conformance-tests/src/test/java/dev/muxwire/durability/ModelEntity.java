package dev.muxwire.durability;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An entity of the model; immutable.
 *
 * @param changed the revision of each value's last change; a cleared one's too
 */
record ModelEntity(
    String kind, long revision, TreeMap<String, String> values, TreeMap<String, Long> changed) {

  static ModelEntity created(Step.Create create, long revision) {
    TreeMap<String, Long> changed = new TreeMap<>();
    create.values().keySet().forEach(name -> changed.put(name, revision));
    return new ModelEntity(create.kind(), revision, new TreeMap<>(create.values()), changed);
  }

  /** A value set to what it is already is no change. */
  ModelEntity patched(Map<String, String> set, Set<String> cleared, long at) {
    TreeMap<String, String> after = new TreeMap<>(values);
    TreeMap<String, Long> revisions = new TreeMap<>(changed);
    set.forEach(
        (name, value) -> {
          if (!value.equals(after.put(name, value))) {
            revisions.put(name, at);
          }
        });
    cleared.forEach(
        name -> {
          if (after.remove(name) != null) {
            revisions.put(name, at);
          }
        });
    return revisions.equals(changed) ? this : new ModelEntity(kind, at, after, revisions);
  }

  long revisionOf(String field) {
    return field.isEmpty() ? revision : changed.getOrDefault(field, 0L);
  }

  StoredEntity stored() {
    return new StoredEntity(kind, revision, values);
  }
}
