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

/**
 * A confirmed view, and over it what differs because of edits that are not confirmed. Immutable.
 */
final class OptimisticView implements WorkspaceView {
  private final WorkspaceView confirmed;

  /** A missing value = removed; only what differs from the confirmed view. */
  private final Map<String, Optional<Entity>> edited;

  private final int size;

  OptimisticView(WorkspaceView confirmed, Map<String, Optional<Entity>> edited) {
    this.confirmed = confirmed;
    this.edited = edited;
    int counted = confirmed.size();
    for (Map.Entry<String, Optional<Entity>> each : edited.entrySet()) {
      counted += each.getValue().isPresent() ? 1 : 0;
      counted -= confirmed.entity(each.getKey()).isPresent() ? 1 : 0;
    }
    this.size = counted;
  }

  WorkspaceView confirmed() {
    return confirmed;
  }

  Map<String, Optional<Entity>> edited() {
    return edited;
  }

  @Override
  public String workspace() {
    return confirmed.workspace();
  }

  @Override
  public long epoch() {
    return confirmed.epoch();
  }

  @Override
  public long revision() {
    return confirmed.revision();
  }

  @Override
  public Optional<Entity> entity(String id) {
    Optional<Entity> own = edited.get(id);
    return own != null ? own : confirmed.entity(id);
  }

  @Override
  public boolean isPending(String id) {
    return edited.containsKey(id);
  }

  @Override
  public Collection<Entity> ofKind(EntityKind kind) {
    List<Entity> all = new ArrayList<>();
    for (Entity entity : confirmed.ofKind(kind)) {
      if (!edited.containsKey(entity.id())) {
        all.add(entity);
      }
    }
    edited.values().stream()
        .flatMap(Optional::stream)
        .filter(entity -> entity.kind() == kind)
        .forEach(all::add);
    return Collections.unmodifiableList(all);
  }

  @Override
  public Collection<Entity> entities() {
    Map<String, Entity> all = new HashMap<>();
    confirmed.entities().forEach(entity -> all.put(entity.id(), entity));
    edited.forEach(
        (id, entity) ->
            entity.ifPresentOrElse(present -> all.put(id, present), () -> all.remove(id)));
    return Collections.unmodifiableCollection(all.values());
  }

  @Override
  public int size() {
    return size;
  }
}
