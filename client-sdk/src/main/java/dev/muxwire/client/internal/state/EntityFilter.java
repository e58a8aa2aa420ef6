package dev.muxwire.client.internal.state;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.SubscribeOptions;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which entities a replica holds, and what of them; as the server filters its stream. */
final class EntityFilter {
  private final Set<EntityKind> kinds;
  private final Map<EntityKind, Set<Integer>> masks = new EnumMap<>(EntityKind.class);

  EntityFilter(SubscribeOptions options) {
    this.kinds = options.kinds();
    options
        .fields()
        .forEach(
            (kind, names) -> {
              Set<Integer> numbers = new HashSet<>();
              names.forEach(name -> numbers.add(FieldTrees.fieldNumber(kind, name)));
              masks.put(kind, numbers);
            });
  }

  boolean wants(EntityKind kind) {
    return kinds.isEmpty() || kinds.contains(kind);
  }

  /** The entity with the fields that the replica holds. */
  Entity masked(Entity entity) {
    Set<Integer> mask = masks.get(entity.kind());
    return mask == null ? entity : Entities.masked(entity, key -> mask.contains(key.number()));
  }
}
