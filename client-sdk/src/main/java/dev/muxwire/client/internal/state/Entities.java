package dev.muxwire.client.internal.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Entities and the changes that make them. */
public final class Entities {
  private Entities() {}

  /** The entity that a WHOLE change carries. */
  public static Entity whole(EntityChange change) {
    return of(change.getId(), change.getRevision(), EntityFields.split(change.getBody()));
  }

  /** The entity that a client's own creation makes, before the server has given it a revision. */
  static Entity created(CreateEntity create) {
    return of(create.getId(), 0, EntityFields.split(create.getBody()));
  }

  /** The entity after a PATCH. */
  static Entity patched(Entity before, EntityChange change) {
    return patched(before, change, change.getRevision());
  }

  /** The entity after a PATCH, at a revision of one's own choice. */
  static Entity patched(Entity before, EntityChange change, long revision) {
    EntityFields fields = split(before);
    // A patch that only clears may come without a body.
    EntityFields changed =
        change.hasBody() && change.getBody().getSerializedSize() > 0
            ? EntityFields.split(change.getBody())
            : new EntityFields(fields.kind(), Map.of());
    if (changed.kind() != fields.kind()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a patch of another kind for " + change.getId());
    }
    return of(
        change.getId(),
        revision,
        withoutAttributes(fields, change).patch(changed, cleared(change)));
  }

  /** The entity with some of its fields. */
  static Entity masked(Entity entity, Predicate<FieldKey> wanted) {
    EntityFields fields = split(entity);
    Map<FieldKey, ByteString> left = new TreeMap<>(fields.fields());
    left.keySet().removeIf(wanted.negate());
    return of(entity.id(), entity.revision(), new EntityFields(fields.kind(), left));
  }

  /** Clearing the field of the attributes clears every key that was there before. */
  private static EntityFields withoutAttributes(EntityFields fields, EntityChange change) {
    if (!change.getClearedFieldsList().contains(FieldKey.ATTRIBUTES)) {
      return fields;
    }
    List<FieldKey> keys = fields.fields().keySet().stream().filter(FieldKey::isAttribute).toList();
    return fields.patch(new EntityFields(fields.kind(), Map.of()), keys);
  }

  private static List<FieldKey> cleared(EntityChange change) {
    List<FieldKey> keys = new ArrayList<>();
    change.getClearedFieldsList().forEach(number -> keys.add(FieldKey.of(number)));
    change.getClearedAttributesList().forEach(key -> keys.add(FieldKey.attribute(key)));
    return keys;
  }

  private static EntityFields split(Entity entity) {
    return EntityFields.split(UnsafeByteOperations.unsafeWrap(entity.encodedBody()));
  }

  private static Entity of(String id, long revision, EntityFields fields) {
    return new Entity(
        id,
        EntityKind.ofNumber(fields.kind()),
        revision,
        fields.encode().toByteArray(),
        FieldTrees::decode);
  }
}
