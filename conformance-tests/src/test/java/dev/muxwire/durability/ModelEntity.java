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
    ModelEntity empty = new ModelEntity(create.kind(), 0, new TreeMap<>(), new TreeMap<>());
    return empty.patched(create.values(), Set.of(), revision);
  }

  ModelEntity patched(Map<String, String> set, Set<String> cleared, long at) {
    TreeMap<String, String> after = new TreeMap<>(values);
    TreeMap<String, Long> revisions = new TreeMap<>(changed);
    after.putAll(set);
    set.keySet().forEach(name -> revisions.put(name, at));
    after.keySet().removeAll(cleared);
    cleared.forEach(name -> revisions.put(name, at));
    return new ModelEntity(kind, at, after, revisions);
  }

  long revisionOf(String field) {
    return field.isEmpty() ? revision : changed.getOrDefault(field, 0L);
  }

  StoredEntity stored() {
    return new StoredEntity(kind, revision, values);
  }
}
