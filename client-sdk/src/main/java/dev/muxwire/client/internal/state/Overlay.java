package dev.muxwire.client.internal.state;

import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fold of edits over a confirmed view. It mirrors the server's rules as far as needed to show
 * what an edit does; an operation that cannot be applied here shows nothing, and the server judges.
 */
final class Overlay {
  private final WorkspaceView confirmed;
  private final PanesByTab confirmedPanes;
  private final EntityFilter filter;

  /** Everything that an edit touched; a missing value = removed. */
  private final Map<String, Optional<Entity>> touched = new HashMap<>();

  /** What was touched since the last view. */
  private Set<String> fresh = new HashSet<>();

  /** Of panes that edits created. */
  private final PanesByTab createdPanes = new PanesByTab();

  Overlay(WorkspaceView confirmed, PanesByTab confirmedPanes, EntityFilter filter) {
    this.confirmed = confirmed;
    this.confirmedPanes = confirmedPanes;
    this.filter = filter;
  }

  /** Applies an edit over those before. */
  void apply(ShownEdit edit) {
    edit.edit().steps().forEach(step -> apply(step, edit));
  }

  private void apply(LocalEdit.Step step, ShownEdit edit) {
    if (step instanceof LocalEdit.Create create) {
      create(create.entity());
    } else if (step instanceof LocalEdit.Patch patch) {
      patch(patch, edit);
    } else {
      remove(step.id());
    }
  }

  private Optional<Entity> current(String id) {
    Optional<Entity> own = touched.get(id);
    return own != null ? own : confirmed.entity(id);
  }

  /** An id is never used again: what an edit removed cannot be created again by one after it. */
  private void create(Entity entity) {
    boolean used = touched.containsKey(entity.id()) || confirmed.entity(entity.id()).isPresent();
    if (!used && filter.wants(entity.kind())) {
      Entity shown = filter.masked(entity);
      touch(entity.id(), Optional.of(shown));
      createdPanes.add(shown);
    }
  }

  private void patch(LocalEdit.Patch patch, ShownEdit edit) {
    current(patch.id())
        .filter(before -> before.kind().number() == patch.kind())
        .ifPresent(before -> touch(patch.id(), Optional.of(edit.patched(patch, before, filter))));
  }

  private void remove(String id) {
    if (current(id).isEmpty()) {
      return;
    }
    Set<String> gone = new HashSet<>(confirmedPanes.of(id));
    gone.addAll(createdPanes.of(id));
    gone.add(id);
    gone.forEach(each -> touch(each, Optional.empty()));
  }

  private void touch(String id, Optional<Entity> now) {
    touched.put(id, now);
    fresh.add(id);
  }

  /** What the edits make of the confirmed view. */
  OptimisticView view() {
    return OptimisticView.of(confirmed).with(takeFresh());
  }

  /** What edits touched since this, or a view, was taken last. */
  Map<String, Optional<Entity>> takeFresh() {
    Map<String, Optional<Entity>> taken = new HashMap<>();
    fresh.forEach(id -> taken.put(id, current(id)));
    fresh = new HashSet<>();
    return taken;
  }
}
