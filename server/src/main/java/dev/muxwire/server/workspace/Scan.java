package dev.muxwire.server.workspace;

import org.jspecify.annotations.Nullable;

/**
 * The one scan that is both snapshot and delta: from a cursor, through the entities in order of
 * their last change.
 *
 * <p>An entity that changes after it was sent moves to the end of the order and comes again; so the
 * scan needs no copy of the state, ends as soon as it catches up, and is right under any writes in
 * between.
 */
final class Scan {
  private Scan() {}

  /**
   * Where a stream stands.
   *
   * @param base what the reader is complete at
   * @param through what it has been told since
   */
  record Position(long base, long through) {}

  /** Computes what comes next. */
  static StateScanPart next(Order order, Position from, Filter filter, StateReader.Form form) {
    PartEncoder part = new PartEncoder(form.maxBytes(), form.inTable() && from.base() == 0);
    long through = from.through();
    for (EntityState entity : order.changedAfter(from.through())) {
      ChangeEncoder change = changeOf(entity, from, filter);
      if (change != null) {
        if (!part.isEmpty() && !part.hasRoomFor(change)) {
          return part.next(through);
        }
        part.add(change);
      }
      through = entity.revision();
    }
    return part.last(order.revision());
  }

  /** Would the whole be less than what changed? By an estimate that is cheaper than either. */
  static boolean outweighsSnapshot(WorkspaceState state, Position from, Filter filter) {
    long snapshotBytes = state.livingBytes(filter);
    long deltaBytes = 0;
    for (EntityState entity : state.changedAfter(from.through())) {
      if (filter.wants(entity.kind()) && !isUnseen(entity, from, filter)) {
        deltaBytes += entity.bytesSince(from.base());
      }
      if (deltaBytes > snapshotBytes) {
        return true;
      }
    }
    return false;
  }

  /** The focus entities, ahead of their turn. */
  static StateScanPart focus(WorkspaceState state, long through, Filter filter, int maxBytes) {
    PartEncoder part = new PartEncoder(maxBytes, false);
    for (String id : filter.focusIds()) {
      EntityState entity = state.living(id);
      if (entity == null || !filter.wants(entity.kind())) {
        continue;
      }
      ChangeEncoder change = ChangeEncoder.whole(entity, filter.fieldsOf(entity.kind()));
      if (!part.hasRoomFor(change)) {
        break; // they come in order anyway
      }
      part.add(change);
    }
    return part.focus(through);
  }

  private static @Nullable ChangeEncoder changeOf(
      EntityState entity, Position from, Filter filter) {
    if (!filter.wants(entity.kind()) || isUnseen(entity, from, filter)) {
      return null;
    }
    return ChangeEncoder.since(entity, from.base(), filter.fieldsOf(entity.kind()));
  }

  /** A removal of what the reader never saw is no news. */
  private static boolean isUnseen(EntityState entity, Position from, Filter filter) {
    return entity.removed()
        && entity.createdRevision() > from.through()
        && !filter.focusIds().contains(entity.id());
  }
}
