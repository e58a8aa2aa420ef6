package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An entity as it is now, or its tombstone. Immutable.
 *
 * @param kind the number of its EntityKind
 * @param createdRevision of the change that created it
 * @param revision of its last change: its place in the scan's order
 * @param removed true for a tombstone, which has no fields
 * @param fields each with the revision of its last change; cleared ones stay as markers
 */
record EntityState(
    String id, int kind, long createdRevision, long revision, boolean removed, FieldStates fields) {

  /** Around a change: tags, lengths, its revision. */
  private static final int OVERHEAD_BYTES = 16;

  static EntityState created(String id, long revision, EntityFields values) {
    SortedMap<FieldKey, FieldState> fields = new TreeMap<>();
    values.fields().forEach((key, raw) -> fields.put(key, new FieldState(raw, revision)));
    ChangeHead head = new ChangeHead(id, values.kind(), revision);
    return new EntityState(
        id, values.kind(), revision, revision, false, FieldStates.of(head, fields));
  }

  EntityState patched(long newRevision, EntityFields values, List<FieldKey> cleared) {
    SortedMap<FieldKey, FieldState> changed = new TreeMap<>();
    values
        .fields()
        .forEach(
            (key, raw) -> {
              if (!raw.equals(raw(key))) {
                changed.put(key, new FieldState(raw, newRevision));
              }
            });
    for (FieldKey key : cleared) {
      if (changed.containsKey(key) || raw(key) != null) {
        changed.put(key, new FieldState(null, newRevision));
      }
    }
    // A value set to what it was is no change: readers are told of changed fields alone, and would
    // hold a revision of the entity that no precondition meets any more.
    if (changed.isEmpty()) {
      return this;
    }
    FieldStates merged = fields.with(new ChangeHead(id, kind, newRevision), changed);
    return new EntityState(id, kind, createdRevision, newRevision, false, merged);
  }

  EntityState tombstone(long newRevision) {
    return new EntityState(id, kind, createdRevision, newRevision, true, FieldStates.NONE);
  }

  /** What it takes in a part, about: its id and the values of its fields. */
  long bytes() {
    return bytesSince(-1);
  }

  /** What its change since a base takes in a part, about. */
  long bytesSince(long base) {
    long bytes = id.length() + OVERHEAD_BYTES;
    long since = createdRevision > base ? -1 : base;
    for (int i = 0; i < fields.size(); i++) {
      bytes += fields.revision(i) > since ? fields.length(i) : 0;
    }
    return bytes;
  }

  @Nullable ByteString raw(FieldKey key) {
    int index = fields.find(key);
    return index < 0 ? null : fields.raw(index);
  }

  /** How long a field is, 0 if it has no value. */
  int fieldBytes(FieldKey key) {
    int index = fields.find(key);
    return index < 0 ? 0 : fields.length(index);
  }

  /** The revision of a field's last change, 0 if it never had a value. */
  long fieldRevision(FieldKey key) {
    int index = fields.find(key);
    return index < 0 ? 0 : fields.revision(index);
  }

  /** The fields with a value that a reader wants. */
  EntityFields values(Predicate<FieldKey> wanted) {
    SortedMap<FieldKey, ByteString> values = new TreeMap<>();
    for (int i = 0; i < fields.size(); i++) {
      ByteString raw = fields.raw(i);
      if (raw != null && wanted.test(fields.key(i))) {
        values.put(fields.key(i), raw);
      }
    }
    return new EntityFields(kind, values);
  }
}
