package dev.muxwire.server.workspace;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a workspace's log: every entity and tombstone by id, and all of them in order of
 * their last change, which is the order of the scan. Each change has a revision of its own, so that
 * a scan can stop after any of them.
 */
final class WorkspaceState {
  private final int maxTombstones;
  private final Map<String, EntityState> byId = new HashMap<>();
  private final NavigableMap<Long, EntityState> byRevision = new TreeMap<>();
  private final Deque<EntityState> tombstones = new ArrayDeque<>();

  /** Panes by what they refer to: their tab, their terminal. */
  private final Map<String, Set<String>> referrers = new HashMap<>();

  private int livingCount;
  private long revision;
  private long horizon;

  WorkspaceState(int maxTombstones) {
    this.maxTombstones = maxTombstones;
  }

  long revision() {
    return revision;
  }

  /** Removals up to here are forgotten: a cursor below it may miss some. */
  long horizon() {
    return horizon;
  }

  @Nullable EntityState find(String id) {
    return byId.get(id);
  }

  /** The entity if it is there, and no tombstone. */
  @Nullable EntityState living(String id) {
    EntityState entity = byId.get(id);
    return entity == null || entity.removed() ? null : entity;
  }

  /** How many entities are there, tombstones not counted. */
  int livingCount() {
    return livingCount;
  }

  /** Entities and tombstones changed after a revision, in order. */
  Collection<EntityState> changedAfter(long through) {
    return byRevision.tailMap(through, false).values();
  }

  Set<String> referrersOf(String id) {
    return referrers.getOrDefault(id, Set.of());
  }

  /** Applies what a log record or a checked batch says. */
  EntityState apply(Change change) {
    EntityState before = byId.get(change.id());
    EntityState after =
        switch (change.type()) {
          case WHOLE -> EntityState.created(change.id(), change.revision(), change.values());
          case PATCH ->
              required(before).patched(change.revision(), change.values(), change.cleared());
          case REMOVED -> required(before).tombstone(change.revision());
        };
    replace(before, after);
    revision = change.revision();
    return after;
  }

  private static EntityState required(@Nullable EntityState before) {
    if (before == null) {
      throw new IllegalStateException("a change of an entity that was never created");
    }
    return before;
  }

  /** Takes back the latest changes: the entity is again as it was. */
  void restore(String id, @Nullable EntityState before, long revisionBefore) {
    replace(byId.get(id), before);
    revision = revisionBefore;
  }

  private void replace(@Nullable EntityState before, @Nullable EntityState after) {
    livingCount += living(after) - living(before);
    if (before != null) {
      byId.remove(before.id());
      byRevision.remove(before.revision());
      References.of(before).forEach(target -> unlink(target, before.id()));
    }
    if (after != null) {
      byId.put(after.id(), after);
      byRevision.put(after.revision(), after);
      References.of(after)
          .forEach(
              target -> referrers.computeIfAbsent(target, key -> new TreeSet<>()).add(after.id()));
    }
  }

  private static int living(@Nullable EntityState entity) {
    return entity == null || entity.removed() ? 0 : 1;
  }

  private void unlink(String target, String referrer) {
    Set<String> all = referrers.get(target);
    if (all != null && all.remove(referrer) && all.isEmpty()) {
      referrers.remove(target);
    }
  }

  /** Takes an entity from a checkpoint, in order of revisions. */
  void load(EntityState entity) {
    replace(byId.get(entity.id()), entity);
    if (entity.removed()) {
      rememberRemoval(entity);
    }
  }

  /** Everything of a checkpoint was loaded. */
  void loaded(long checkpointRevision, long checkpointHorizon) {
    revision = checkpointRevision;
    horizon = Math.max(horizon, checkpointHorizon);
  }

  /** Remembers the removals among changes that are durable. */
  void rememberRemovals(List<Change> changes) {
    for (Change change : changes) {
      EntityState entity = find(change.id());
      if (entity != null && entity.removed() && entity.revision() == change.revision()) {
        rememberRemoval(entity);
      }
    }
  }

  /** Remembers a durable removal, and forgets the oldest beyond the limit. */
  void rememberRemoval(EntityState tombstone) {
    tombstones.add(tombstone);
    while (tombstones.size() > maxTombstones) {
      EntityState oldest = tombstones.remove();
      if (byId.get(oldest.id()) == oldest) {
        byId.remove(oldest.id());
        byRevision.remove(oldest.revision());
      }
      horizon = Math.max(horizon, oldest.revision());
    }
  }
}
