package dev.muxwire.client.internal.core;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener what changed since it was told last. A listener that is slow is told less
 * often, and of each entity only the latest: what waits for it is bounded by what there is.
 */
final class ReplicaNotifier {
  private record Pair(Optional<Entity> before, Optional<Entity> after) {}

  private final WorkspaceReplica.Listener listener;
  private final Executor callbacks;

  /** Everything below is guarded by it; the listener is called outside. */
  private final Object lock = new Object();

  private Map<String, Pair> waiting = new LinkedHashMap<>();
  private @Nullable WorkspaceView latest;
  private boolean toldEver;
  private long toldRevision;

  ReplicaNotifier(WorkspaceReplica.Listener listener, Executor callbacks) {
    this.listener = listener;
    this.callbacks = callbacks;
  }

  WorkspaceReplica.Listener listener() {
    return listener;
  }

  void changed(WorkspaceView view, ChangeSet changes) {
    boolean idle;
    synchronized (lock) {
      changes.added().forEach(entity -> add(Optional.empty(), Optional.of(entity)));
      changes.changed().forEach(it -> add(Optional.of(it.before()), Optional.of(it.after())));
      changes.removed().forEach(entity -> add(Optional.of(entity), Optional.empty()));
      idle = latest == null;
      latest = view;
    }
    if (idle) {
      callbacks.execute(this::tell);
    }
  }

  private void add(Optional<Entity> before, Optional<Entity> after) {
    String id = before.or(() -> after).orElseThrow().id();
    waiting.merge(id, new Pair(before, after), (old, now) -> new Pair(old.before(), now.after()));
  }

  private void tell() {
    WorkspaceView view;
    ChangeSet changes;
    synchronized (lock) {
      view = latest;
      if (view == null) {
        return;
      }
      changes = changes(view.revision());
      latest = null;
      waiting = new LinkedHashMap<>();
      if (toldEver && changes.isEmpty()) {
        return; // changed, and changed back
      }
      toldEver = true;
      toldRevision = view.revision();
    }
    listener.changed(view, changes);
  }

  private ChangeSet changes(long revision) {
    List<Entity> added = new ArrayList<>();
    List<ChangeSet.Change> changed = new ArrayList<>();
    List<Entity> removed = new ArrayList<>();
    for (Pair pair : waiting.values()) {
      if (pair.before().isEmpty()) {
        pair.after().ifPresent(added::add);
      } else if (pair.after().isEmpty()) {
        removed.add(pair.before().get());
      } else if (!pair.before().equals(pair.after())) {
        changed.add(new ChangeSet.Change(pair.before().get(), pair.after().get()));
      }
    }
    return new ChangeSet(toldRevision, revision, added, changed, removed);
  }
}
