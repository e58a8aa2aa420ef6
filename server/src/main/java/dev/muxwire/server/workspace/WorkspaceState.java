package dev.muxwire.server.workspace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a workspace's log: every entity and tombstone by id, and all of them in order of
 * their last change, which is the order of the scan. Each change has a revision of its own, so that
 * a scan can stop after any of them.
 */
final class WorkspaceState implements Order {
  private final Remembered remembered;
  private final Map<String, EntityState> byId = new HashMap<>();
  private final RevisionOrder byRevision = new RevisionOrder();
  private final Deque<EntityState> tombstones = new ArrayDeque<>();

  /** Panes by what they refer to: their tab, their terminal. */
  private final Map<String, Set<String>> referrers = new HashMap<>();

  /** Of the entities that are there, by kind. */
  private final Map<Integer, Long> livingBytes = new HashMap<>();

  private int livingCount;
  private long revision;
  private long horizon;

  /**
   * How many tombstones are remembered.
   *
   * @param always whatever anybody needs
   * @param held further ones, as long as a reader has not been told of them
   * @param lowestHeld the lowest revision that an open reader stands at
   */
  record Remembered(int always, int held, LongSupplier lowestHeld) {
    /** For a state that nobody reads on. */
    static Remembered atMost(int tombstones) {
      return new Remembered(tombstones, 0, () -> Long.MAX_VALUE);
    }
  }

  WorkspaceState(Remembered remembered) {
    this.remembered = remembered;
  }

  @Override
  public long revision() {
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

  /** What the entities that a reader wants amount to, at most. */
  long livingBytes(Filter filter) {
    return livingBytes.entrySet().stream()
        .filter(kind -> filter.wants(kind.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Override
  public Iterable<EntityState> changedAfter(long through) {
    return byRevision.after(through);
  }

  /** All entities and tombstones, in the order of their last change. */
  List<EntityState> all() {
    return byRevision.toList();
  }

  /** All there is, as it is now. */
  Pin pin(long nowMs) {
    return new Pin(revision, all(), nowMs);
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
    count(before, -1);
    count(after, 1);
    if (before != null) {
      byId.remove(before.id());
      byRevision.remove(before.revision());
      References.of(before).forEach(target -> unlink(target, before.id()));
    }
    if (after != null) {
      byId.put(after.id(), after);
      byRevision.add(after);
      References.of(after)
          .forEach(
              target -> referrers.computeIfAbsent(target, key -> new TreeSet<>()).add(after.id()));
    }
  }

  private void count(@Nullable EntityState entity, int sign) {
    if (entity != null && !entity.removed()) {
      livingCount += sign;
      livingBytes.merge(entity.kind(), sign * entity.bytes(), Long::sum);
    }
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
      EntityState entity = change.isRemoval() ? find(change.id()) : null;
      if (entity != null && entity.removed() && entity.revision() == change.revision()) {
        tombstones.add(entity);
      }
    }
    forgetOldest();
  }

  /** Remembers a durable removal. */
  void rememberRemoval(EntityState tombstone) {
    tombstones.add(tombstone);
    forgetOldest();
  }

  private void forgetOldest() {
    byRevision.closeHoles(); // what is durable is not taken back
    if (tombstones.size() <= remembered.always()) {
      return;
    }
    long lowestHeld = remembered.lowestHeld().getAsLong();
    while (tombstones.size() > remembered.always() && mayForgetOldest(lowestHeld)) {
      EntityState oldest = tombstones.remove();
      if (byId.get(oldest.id()) == oldest) {
        byId.remove(oldest.id());
        byRevision.remove(oldest.revision());
      }
      horizon = Math.max(horizon, oldest.revision());
    }
  }

  private boolean mayForgetOldest(long lowestHeld) {
    return tombstones.size() > remembered.always() + remembered.held()
        || tombstones.element().revision() <= lowestHeld;
  }
}
