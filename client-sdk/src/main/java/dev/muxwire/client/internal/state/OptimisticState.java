package dev.muxwire.client.internal.state;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an optimistic replica shows: the confirmed view with the edits over it that it does not have
 * yet, in order. An acknowledged edit stays until the confirmed view is at its revision, so that
 * nothing flickers back; a refused one is taken back. To show costs what is pending and what
 * changed, however much there is.
 *
 * <p>Owned by one loop; the views are immutable.
 */
public final class OptimisticState {
  private final EntityFilter filter;
  private final PanesByTab confirmedPanes = new PanesByTab();

  /** In order. */
  private final Map<LocalEdit, ShownEdit> edits = new LinkedHashMap<>();

  private Overlay overlay;
  private OptimisticView view;

  /** The overlay has an edit that it should not have any more. */
  private boolean stale;

  /** Begins with a view that shows nothing. */
  public OptimisticState(SubscribeOptions options, WorkspaceView confirmed) {
    this.filter = new EntityFilter(options);
    this.overlay = new Overlay(confirmed, confirmedPanes, filter);
    this.view = overlay.view();
  }

  /** What is to be shown. */
  public WorkspaceView view() {
    return view;
  }

  /** An edit waits for its verdict; shown by the next {@link #settle}. */
  public void edited(LocalEdit edit) {
    ShownEdit shown = new ShownEdit(edit);
    edits.put(edit, shown);
    if (!stale) {
      overlay.apply(shown);
    }
  }

  /** The server has applied it, durably: it is shown until the confirmed view has it. */
  public void acknowledged(LocalEdit edit, MutationResult result) {
    ShownEdit shown = edits.get(edit);
    if (shown != null) {
      shown.acknowledged(result, view.confirmed());
      if (shown.isReachedBy(view.confirmed())) {
        refused(edit);
      }
    }
  }

  /** It is not to be shown any more, from the next {@link #settle}. */
  public void refused(LocalEdit edit) {
    if (edits.remove(edit) != null) {
      stale = true;
    }
  }

  /**
   * A new confirmed view, shown at once.
   *
   * @param changes how it differs from the confirmed one before
   */
  public ChangeSet confirmed(WorkspaceView confirmed, ChangeSet changes) {
    confirmedPanes.apply(changes);
    edits.values().removeIf(shown -> shown.isReachedBy(confirmed));
    Set<String> ids = new HashSet<>();
    changes.added().forEach(entity -> ids.add(entity.id()));
    changes.changed().forEach(change -> ids.add(change.after().id()));
    changes.removed().forEach(entity -> ids.add(entity.id()));
    return fold(confirmed, ids);
  }

  /** Shows what the edits since have changed: once for many, because each time has its price. */
  public ChangeSet settle() {
    if (stale) {
      return fold(view.confirmed(), Set.of());
    }
    Map<String, Optional<Entity>> fresh = overlay.takeFresh();
    return show(view.with(fresh), fresh.keySet());
  }

  private ChangeSet fold(WorkspaceView confirmed, Set<String> changed) {
    overlay = new Overlay(confirmed, confirmedPanes, filter);
    edits.values().forEach(overlay::apply);
    stale = false;
    OptimisticView now = overlay.view();
    Set<String> ids = new HashSet<>(changed);
    ids.addAll(view.edited().keySet());
    ids.addAll(now.edited().keySet());
    return show(now, ids);
  }

  private ChangeSet show(OptimisticView now, Set<String> ids) {
    OptimisticView before = view;
    view = now;
    Difference difference = new Difference(before.epoch() == now.epoch());
    for (String id : ids) {
      boolean settled = before.isPending(id) != now.isPending(id);
      difference.add(before.entity(id), now.entity(id), settled);
    }
    return difference.toChangeSet(before.revision(), now.revision());
  }
}
