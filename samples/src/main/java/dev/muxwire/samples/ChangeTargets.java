package dev.muxwire.samples;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a stream of changes may change: the open tabs and the sessions of a workspace, and the tabs
 * that the stream itself has opened.
 */
final class ChangeTargets {
  /** What can be busy: a session, or a tab by its status. */
  record Worker(EntityKind kind, String id) {
    Map<String, Object> fields(boolean busy) {
      return kind == EntityKind.SESSION
          ? Map.of("busy", busy)
          : Map.of("status", busy ? "running" : "idle");
    }
  }

  private final List<String> openTabs = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Map<String, Boolean> busy = new HashMap<>();

  private final Set<String> ownTabs = new HashSet<>();

  /** Tabs that the stream opened and closed, oldest first. */
  private final Deque<String> closedAgain = new ArrayDeque<>();

  /** In the order of ids, so that equal workspaces make equal streams. */
  ChangeTargets(WorkspaceView view) {
    List<Entity> entities = new ArrayList<>(view.ofKind(EntityKind.TAB));
    entities.removeIf(tab -> tab.has("closed_at_ms"));
    entities.addAll(view.ofKind(EntityKind.SESSION));
    entities.sort(Comparator.comparing(Entity::id));
    for (Entity entity : entities) {
      if (entity.kind() == EntityKind.TAB) {
        openTabs.add(entity.id());
      }
      workers.add(new Worker(entity.kind(), entity.id()));
      busy.put(
          entity.id(),
          entity.flag("busy").orElse(entity.text("status").orElse("").equals("running")));
    }
  }

  boolean hasTabs() {
    return !openTabs.isEmpty();
  }

  boolean hasWorkers() {
    return !workers.isEmpty();
  }

  String tab(SampleRandom random) {
    return random.oneOf(openTabs);
  }

  Worker worker(SampleRandom random) {
    return random.oneOf(workers);
  }

  /** Turns a worker's state over; returns the new one. */
  boolean flip(Worker worker) {
    return busy.merge(worker.id(), true, (was, ignored) -> !was);
  }

  void opened(String tab) {
    ownTabs.add(tab);
    openTabs.add(tab);
    workers.add(new Worker(EntityKind.TAB, tab));
  }

  /** Whether the stream itself has opened this tab. */
  boolean isOwn(String tab) {
    return ownTabs.contains(tab);
  }

  /** A tab is no more to be changed. */
  void forget(String id) {
    openTabs.remove(id);
    workers.removeIf(worker -> worker.id().equals(id));
    busy.remove(id);
    ownTabs.remove(id);
    closedAgain.remove(id);
  }

  Deque<String> closedAgain() {
    return closedAgain;
  }
}
