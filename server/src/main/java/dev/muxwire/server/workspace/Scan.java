package dev.muxwire.server.workspace;

import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.wire.Bodies;
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
  /** Around a change: its tag and length, and the fields of the part. */
  private static final int CHANGE_OVERHEAD_BYTES = 6;

  private static final int PART_OVERHEAD_BYTES = 32;

  private Scan() {}

  /**
   * Where a stream stands.
   *
   * @param base what the reader is complete at
   * @param through what it has been told since
   */
  record Position(long base, long through) {}

  /**
   * Computes what comes next.
   *
   * @param maxBytes of the encoded part; passed only by a single entity that is larger
   */
  static StateScanPart next(Order order, Position from, Filter filter, int maxBytes) {
    StatePart.Builder part = StatePart.newBuilder();
    int bytes = PART_OVERHEAD_BYTES;
    long through = from.through();
    for (EntityState entity : order.changedAfter(from.through())) {
      EntityChange change = changeOf(entity, from, filter);
      if (change != null) {
        int size = change.getSerializedSize() + CHANGE_OVERHEAD_BYTES;
        if (part.getChangesCount() > 0 && bytes + size > maxBytes) {
          return encode(part.setThrough(through), through, false);
        }
        bytes += size;
        part.addChanges(change);
      }
      through = entity.revision();
    }
    through = order.revision();
    return encode(part.setThrough(through).setConsistent(true), through, true);
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
    StatePart.Builder part = StatePart.newBuilder().setThrough(through).setFocus(true);
    int bytes = PART_OVERHEAD_BYTES;
    for (String id : filter.focusIds()) {
      EntityState entity = state.living(id);
      if (entity == null || !filter.wants(entity.kind())) {
        continue;
      }
      EntityChange change =
          Change.whole(id, entity.revision(), entity.values(filter.fieldsOf(entity.kind())))
              .toProto();
      bytes += change.getSerializedSize() + CHANGE_OVERHEAD_BYTES;
      if (bytes > maxBytes) {
        break; // they come in order anyway
      }
      part.addChanges(change);
    }
    return encode(part, through, false);
  }

  private static @Nullable EntityChange changeOf(EntityState entity, Position from, Filter filter) {
    if (!filter.wants(entity.kind()) || isUnseen(entity, from, filter)) {
      return null;
    }
    Change change = entity.since(from.base(), filter.fieldsOf(entity.kind()));
    return change == null ? null : change.toProto();
  }

  /** A removal of what the reader never saw is no news. */
  private static boolean isUnseen(EntityState entity, Position from, Filter filter) {
    return entity.removed()
        && entity.createdRevision() > from.through()
        && !filter.focusIds().contains(entity.id());
  }

  private static StateScanPart encode(StatePart.Builder builder, long through, boolean consistent) {
    StatePart part = builder.build();
    return new StateScanPart(
        Bodies.encode(ServerFrame.STATE_PART_FIELD_NUMBER, part),
        part.getSerializedSize(),
        part.getChangesCount(),
        through,
        consistent);
  }
}
