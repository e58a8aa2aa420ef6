package dev.muxwire.server.workspace;

import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one revision did to one entity; also what a reader is told of it.
 *
 * @param fields the whole entity (WHOLE), the changed fields (PATCH), null (REMOVED)
 * @param cleared fields that have no value any more (PATCH)
 */
public record Change(
    String id, long revision, Type type, @Nullable EntityFields fields, List<FieldKey> cleared) {

  /** The three things that can happen to an entity. */
  public enum Type {
    WHOLE,
    PATCH,
    REMOVED
  }

  public Change {
    cleared = List.copyOf(cleared);
  }

  static Change whole(String id, long revision, EntityFields fields) {
    return new Change(id, revision, Type.WHOLE, fields, List.of());
  }

  static Change patch(String id, long revision, EntityFields fields, List<FieldKey> cleared) {
    return new Change(id, revision, Type.PATCH, fields, cleared);
  }

  static Change removed(String id, long revision) {
    return new Change(id, revision, Type.REMOVED, null, List.of());
  }

  boolean isRemoval() {
    return type == Type.REMOVED;
  }

  /** The fields of a WHOLE or PATCH. */
  EntityFields values() {
    if (fields == null) {
      throw new IllegalStateException("a removal has no fields");
    }
    return fields;
  }

  /** As the schema has it. */
  public EntityChange toProto() {
    EntityChange.Builder change = EntityChange.newBuilder().setId(id).setRevision(revision);
    if (fields != null) {
      change.setBody(fields.toBody());
    }
    for (FieldKey key : cleared) {
      if (key.isAttribute()) {
        change.addClearedAttributes(key.attribute());
      } else {
        change.addClearedFields(key.number());
      }
    }
    return change
        .setType(
            switch (type) {
              case WHOLE -> ChangeType.CHANGE_TYPE_UNSPECIFIED;
              case PATCH -> ChangeType.CHANGE_TYPE_PATCH;
              case REMOVED -> ChangeType.CHANGE_TYPE_REMOVED;
            })
        .build();
  }

  static Change fromProto(EntityChange change) {
    Type type =
        switch (change.getType()) {
          case CHANGE_TYPE_PATCH -> Type.PATCH;
          case CHANGE_TYPE_REMOVED -> Type.REMOVED;
          default -> Type.WHOLE;
        };
    return new Change(
        change.getId(),
        change.getRevision(),
        type,
        type == Type.REMOVED ? null : EntityFields.split(change.getBody()),
        clearedKeys(change.getClearedFieldsList(), change.getClearedAttributesList()));
  }

  /** The keys that a schema message names as cleared. */
  public static List<FieldKey> clearedKeys(List<Integer> numbers, List<String> attributes) {
    List<FieldKey> keys = new ArrayList<>();
    numbers.forEach(number -> keys.add(FieldKey.of(number)));
    attributes.forEach(key -> keys.add(FieldKey.attribute(key)));
    return keys;
  }
}
