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

  private OptimisticView(WorkspaceView confirmed, Map<String, Optional<Entity>> edited, int size) {
    this.confirmed = confirmed;
    this.edited = edited;
    this.size = size;
  }

  /** The view without edits. */
  static OptimisticView of(WorkspaceView confirmed) {
    return new OptimisticView(confirmed, Map.of(), confirmed.size());
  }

  /** This view with other values; one that is the confirmed one is no edit. */
  OptimisticView with(Map<String, Optional<Entity>> changes) {
    Map<String, Optional<Entity>> merged = new HashMap<>(edited);
    int newSize = size;
    for (Map.Entry<String, Optional<Entity>> change : changes.entrySet()) {
      String id = change.getKey();
      newSize += count(change.getValue()) - count(entity(id));
      if (differs(confirmed.entity(id), change.getValue())) {
        merged.put(id, change.getValue());
      } else {
        merged.remove(id);
      }
    }
    return new OptimisticView(confirmed, merged, newSize);
  }

  private static int count(Optional<Entity> entity) {
    return entity.isPresent() ? 1 : 0;
  }

  private static boolean differs(Optional<Entity> confirmed, Optional<Entity> edited) {
    return confirmed.isPresent() && edited.isPresent()
        ? !confirmed.get().sameValue(edited.get())
        : confirmed.isPresent() != edited.isPresent();
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
