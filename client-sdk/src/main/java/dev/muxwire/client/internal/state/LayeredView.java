package dev.muxwire.client.internal.state;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable view: a base that many views share, under a small layer of what changed since. So a
 * view costs what changed, not what is there; when the layer grows it becomes part of a new base.
 */
final class LayeredView implements WorkspaceView {
  private static final int MIN_LAYER = 32;
  private static final int BASE_PER_LAYER = 8;

  private final String workspace;
  private final long epoch;
  private final long revision;
  private final Map<String, Entity> base;

  /** A missing value = removed. */
  private final Map<String, Optional<Entity>> layer;

  private final int size;
  private volatile @Nullable Map<EntityKind, List<Entity>> byKind;

  private LayeredView(
      String workspace,
      long epoch,
      long revision,
      Map<String, Entity> base,
      Map<String, Optional<Entity>> layer,
      int size) {
    this.workspace = workspace;
    this.epoch = epoch;
    this.revision = revision;
    this.base = base;
    this.layer = layer;
    this.size = size;
  }

  /** The view before the first consistent state. */
  static LayeredView empty(String workspace) {
    return new LayeredView(workspace, 0, 0, Map.of(), Map.of(), 0);
  }

  /** A view of exactly these entities; the map must not change afterwards. */
  LayeredView replaced(long newEpoch, long newRevision, Map<String, Entity> entities) {
    return new LayeredView(workspace, newEpoch, newRevision, entities, Map.of(), entities.size());
  }

  /** This view with changes; a missing value = removed. */
  LayeredView with(long newRevision, Map<String, Optional<Entity>> changes) {
    int newSize = size;
    for (Map.Entry<String, Optional<Entity>> change : changes.entrySet()) {
      newSize += count(change.getValue()) - count(entity(change.getKey()));
    }
    Map<String, Optional<Entity>> merged = new HashMap<>(layer);
    merged.putAll(changes);
    if (merged.size() <= MIN_LAYER + base.size() / BASE_PER_LAYER) {
      return new LayeredView(workspace, epoch, newRevision, base, merged, newSize);
    }
    return new LayeredView(workspace, epoch, newRevision, flatten(base, merged), Map.of(), newSize);
  }

  private static int count(Optional<Entity> entity) {
    return entity.isPresent() ? 1 : 0;
  }

  private static Map<String, Entity> flatten(
      Map<String, Entity> base, Map<String, Optional<Entity>> layer) {
    Map<String, Entity> flat = new HashMap<>(base);
    layer.forEach(
        (id, entity) ->
            entity.ifPresentOrElse(present -> flat.put(id, present), () -> flat.remove(id)));
    return flat;
  }

  @Override
  public String workspace() {
    return workspace;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public Optional<Entity> entity(String id) {
    Optional<Entity> changed = layer.get(id);
    return changed != null ? changed : Optional.ofNullable(base.get(id));
  }

  @Override
  public Collection<Entity> ofKind(EntityKind kind) {
    Map<EntityKind, List<Entity>> index = byKind;
    if (index == null) {
      index = new HashMap<>();
      for (Entity entity : entities()) {
        index.computeIfAbsent(entity.kind(), unused -> new ArrayList<>()).add(entity);
      }
      byKind = index;
    }
    return Collections.unmodifiableList(index.getOrDefault(kind, List.of()));
  }

  @Override
  public Collection<Entity> entities() {
    return Collections.unmodifiableCollection(flatten(base, layer).values());
  }

  @Override
  public int size() {
    return size;
  }
}
