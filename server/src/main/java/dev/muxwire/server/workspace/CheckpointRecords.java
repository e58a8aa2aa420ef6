package dev.muxwire.server.workspace;

import dev.muxwire.proto.storage.v1.CheckpointEntity;
import dev.muxwire.proto.storage.v1.CheckpointField;
import dev.muxwire.wire.FieldKey;
import java.util.SortedMap;
import java.util.TreeMap;

/** Entities as checkpoints have them: with the revision of every field. */
final class CheckpointRecords {
  private CheckpointRecords() {}

  static CheckpointEntity encode(EntityState entity) {
    CheckpointEntity.Builder encoded =
        CheckpointEntity.newBuilder()
            .setId(entity.id())
            .setKind(entity.kind())
            .setCreatedRevision(entity.createdRevision())
            .setRevision(entity.revision())
            .setRemoved(entity.removed());
    FieldStates fields = entity.fields();
    for (int i = 0; i < fields.size(); i++) {
      encoded.addFields(encode(fields.key(i), fields.get(i)));
    }
    return encoded.build();
  }

  private static CheckpointField encode(FieldKey key, FieldState field) {
    CheckpointField.Builder encoded =
        CheckpointField.newBuilder()
            .setNumber(key.number())
            .setAttribute(key.attribute())
            .setRevision(field.revision());
    if (field.raw() != null) {
      encoded.setRaw(field.raw());
    }
    return encoded.build();
  }

  static EntityState decode(CheckpointEntity encoded) {
    SortedMap<FieldKey, FieldState> fields = new TreeMap<>();
    for (CheckpointField field : encoded.getFieldsList()) {
      fields.put(
          new FieldKey(field.getNumber(), field.getAttribute()),
          new FieldState(field.hasRaw() ? field.getRaw() : null, field.getRevision()));
    }
    return new EntityState(
        encoded.getId(),
        encoded.getKind(),
        encoded.getCreatedRevision(),
        encoded.getRevision(),
        encoded.getRemoved(),
        encoded.getRemoved()
            ? FieldStates.NONE
            : FieldStates.of(
                new ChangeHead(encoded.getId(), encoded.getKind(), encoded.getRevision()), fields));
  }
}
