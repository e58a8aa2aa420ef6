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

  /** Of panes that edits created. */
  private final PanesByTab createdPanes = new PanesByTab();

  Overlay(WorkspaceView confirmed, PanesByTab confirmedPanes, EntityFilter filter) {
    this.confirmed = confirmed;
    this.confirmedPanes = confirmedPanes;
    this.filter = filter;
  }

  /** Applies an edit over those before. */
  void apply(LocalEdit edit) {
    edit.steps().forEach(this::apply);
  }

  private void apply(LocalEdit.Step step) {
    if (step instanceof LocalEdit.Create create) {
      create(create.entity());
    } else if (step instanceof LocalEdit.Patch patch) {
      patch(patch);
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
      touched.put(entity.id(), Optional.of(shown));
      createdPanes.add(shown);
    }
  }

  private void patch(LocalEdit.Patch patch) {
    current(patch.id())
        .filter(before -> before.kind().number() == patch.kind())
        .ifPresent(
            before -> {
              Entity after = Entities.patched(before, patch.change(), before.revision());
              touched.put(patch.id(), Optional.of(filter.masked(after)));
            });
  }

  private void remove(String id) {
    if (current(id).isEmpty()) {
      return;
    }
    Set<String> gone = new HashSet<>(confirmedPanes.of(id));
    gone.addAll(createdPanes.of(id));
    gone.add(id);
    gone.forEach(each -> touched.put(each, Optional.empty()));
  }

  /** What the edits make of the confirmed view; a touched entity that is the same is not in it. */
  OptimisticView view() {
    Map<String, Optional<Entity>> edited = new HashMap<>();
    touched.forEach(
        (id, entity) -> {
          if (differs(confirmed.entity(id), entity)) {
            edited.put(id, entity);
          }
        });
    return new OptimisticView(confirmed, edited);
  }

  private static boolean differs(Optional<Entity> confirmed, Optional<Entity> edited) {
    return confirmed.isPresent() && edited.isPresent()
        ? !confirmed.get().sameValue(edited.get())
        : confirmed.isPresent() != edited.isPresent();
  }
}
