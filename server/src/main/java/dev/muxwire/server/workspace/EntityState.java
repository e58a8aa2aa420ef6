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
    String id,
    int kind,
    long createdRevision,
    long revision,
    boolean removed,
    SortedMap<FieldKey, FieldState> fields) {

  /** Around a change: tags, lengths, its revision. */
  private static final int OVERHEAD_BYTES = 16;

  static EntityState created(String id, long revision, EntityFields values) {
    SortedMap<FieldKey, FieldState> fields = new TreeMap<>();
    values.fields().forEach((key, raw) -> fields.put(key, new FieldState(raw, revision)));
    return new EntityState(id, values.kind(), revision, revision, false, fields);
  }

  EntityState patched(long newRevision, EntityFields values, List<FieldKey> cleared) {
    SortedMap<FieldKey, FieldState> patched = new TreeMap<>(fields);
    values
        .fields()
        .forEach(
            (key, raw) -> {
              FieldState before = patched.get(key);
              if (before == null || !raw.equals(before.raw())) {
                patched.put(key, new FieldState(raw, newRevision));
              }
            });
    for (FieldKey key : cleared) {
      FieldState before = patched.get(key);
      if (before != null && before.raw() != null) {
        patched.put(key, new FieldState(null, newRevision));
      }
    }
    // A value set to what it was is no change: readers are told of changed fields alone, and would
    // hold a revision of the entity that no precondition meets any more.
    return patched.equals(fields)
        ? this
        : new EntityState(id, kind, createdRevision, newRevision, false, patched);
  }

  EntityState tombstone(long newRevision) {
    return new EntityState(id, kind, createdRevision, newRevision, true, new TreeMap<>());
  }

  /** What it takes in a part, about: its id and the values of its fields. */
  long bytes() {
    return bytesSince(-1);
  }

  /** What its change since a base takes in a part, about. */
  long bytesSince(long base) {
    long bytes = id.length() + OVERHEAD_BYTES;
    long since = createdRevision > base ? -1 : base;
    for (FieldState field : fields.values()) {
      ByteString raw = field.raw();
      if (raw != null && field.revision() > since) {
        bytes += raw.size();
      }
    }
    return bytes;
  }

  @Nullable ByteString raw(FieldKey key) {
    FieldState field = fields.get(key);
    return field == null ? null : field.raw();
  }

  /** The revision of a field's last change, 0 if it never had a value. */
  long fieldRevision(FieldKey key) {
    FieldState field = fields.get(key);
    return field == null ? 0 : field.revision();
  }

  /** The fields with a value that a reader wants. */
  EntityFields values(Predicate<FieldKey> wanted) {
    SortedMap<FieldKey, ByteString> values = new TreeMap<>();
    fields.forEach(
        (key, field) -> {
          ByteString raw = field.raw();
          if (raw != null && wanted.test(key)) {
            values.put(key, raw);
          }
        });
    return new EntityFields(kind, values);
  }
}
