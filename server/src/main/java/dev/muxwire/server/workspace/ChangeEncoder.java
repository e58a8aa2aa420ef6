package dev.muxwire.server.workspace;

import com.google.protobuf.CodedOutputStream;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.FieldKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what a reader is told of an entity: a copy of the bytes that its fields are kept as, with
 * no message in between.
 */
final class ChangeEncoder {
  private final EntityState entity;
  private final FieldStates fields;
  private final ChangeType type;
  private final List<Integer> clearedNumbers;
  private final List<String> clearedAttributes;

  /** Made once it is needed: the whole of an entity has it in front. */
  private @Nullable ChangeHead head;

  /** The fields told, by where they stand; null = all, and nothing else. */
  private int @Nullable [] told;

  /** Of {@link #told}. */
  private int toldCount;

  private int valueBytes;
  private int clearedNumberBytes;

  /** Of the message, once all is taken. */
  private int encodedBytes;

  private ChangeEncoder(EntityState entity, ChangeType type) {
    this.entity = entity;
    this.fields = entity.fields();
    this.type = type;
    boolean mayClear = type == ChangeType.CHANGE_TYPE_PATCH;
    this.clearedNumbers = mayClear ? new ArrayList<>() : List.of();
    this.clearedAttributes = mayClear ? new ArrayList<>() : List.of();
  }

  /** The whole of an entity that is there. */
  static ChangeEncoder whole(EntityState entity, Predicate<FieldKey> wanted) {
    return of(entity, ChangeType.CHANGE_TYPE_UNSPECIFIED, -1, wanted);
  }

  /** The whole, or what changed since a base; null when nothing did that the reader wants. */
  static @Nullable ChangeEncoder since(EntityState entity, long base, Predicate<FieldKey> wanted) {
    if (entity.removed()) {
      return of(entity, ChangeType.CHANGE_TYPE_REMOVED, base, wanted);
    }
    if (entity.createdRevision() > base) {
      return whole(entity, wanted);
    }
    ChangeEncoder patch = of(entity, ChangeType.CHANGE_TYPE_PATCH, base, wanted);
    return patch.tellsSomething() ? patch : null;
  }

  private static ChangeEncoder of(
      EntityState entity, ChangeType type, long base, Predicate<FieldKey> wanted) {
    ChangeEncoder encoder = new ChangeEncoder(entity, type);
    if (base < 0 && wanted == Filter.EVERY_FIELD) {
      encoder.encodedBytes = encoder.fields.whole().length;
    } else {
      encoder.take(base, wanted);
      encoder.encodedBytes = encoder.measure();
    }
    return encoder;
  }

  private void take(long base, Predicate<FieldKey> wanted) {
    int[] taken = new int[fields.size()];
    for (int i = 0; i < fields.size(); i++) {
      if (fields.revision(i) <= base || !wanted.test(fields.key(i))) {
        continue;
      }
      if (fields.length(i) > 0) {
        taken[toldCount++] = i;
        valueBytes += fields.length(i);
      } else if (type == ChangeType.CHANGE_TYPE_PATCH) {
        takeCleared(fields.key(i));
      }
    }
    told = taken;
  }

  private void takeCleared(FieldKey key) {
    if (key.isAttribute()) {
      clearedAttributes.add(key.attribute());
    } else {
      clearedNumbers.add(key.number());
      clearedNumberBytes += CodedOutputStream.computeUInt32SizeNoTag(key.number());
    }
  }

  private boolean tellsSomething() {
    return toldCount > 0 || !clearedNumbers.isEmpty() || !clearedAttributes.isEmpty();
  }

  /** How large the message is. */
  int encodedBytes() {
    return encodedBytes;
  }

  private int measure() {
    int bytes = entity.removed() ? head().bytes() : head().bytes(valueBytes) + valueBytes;
    if (type != ChangeType.CHANGE_TYPE_UNSPECIFIED) {
      bytes += CodedOutputStream.computeEnumSize(EntityChange.TYPE_FIELD_NUMBER, type.getNumber());
    }
    if (!clearedNumbers.isEmpty()) {
      bytes +=
          Bodies.overhead(EntityChange.CLEARED_FIELDS_FIELD_NUMBER, clearedNumberBytes)
              + clearedNumberBytes;
    }
    for (String key : clearedAttributes) {
      bytes +=
          CodedOutputStream.computeStringSize(EntityChange.CLEARED_ATTRIBUTES_FIELD_NUMBER, key);
    }
    return bytes;
  }

  private ChangeHead head() {
    ChangeHead made = head;
    if (made == null) {
      made = new ChangeHead(entity.id(), entity.kind(), entity.revision());
      head = made;
    }
    return made;
  }

  boolean isWhole() {
    return type == ChangeType.CHANGE_TYPE_UNSPECIFIED;
  }

  /** Its id in UTF-8. */
  byte[] id() {
    return head().id();
  }

  int kind() {
    return entity.kind();
  }

  long revision() {
    return entity.revision();
  }

  /** How much its fields of one layer are. */
  int bytesOf(Layer layer) {
    int bytes = 0;
    for (int i = 0; i < toldCount(); i++) {
      int field = told(i);
      bytes += isIn(layer, field) ? fields.length(field) : 0;
    }
    return bytes;
  }

  /** Writes its fields of one layer. */
  void writeTo(CodedOutputStream out, Layer layer) throws IOException {
    for (int i = 0; i < toldCount(); i++) {
      int field = told(i);
      if (isIn(layer, field)) {
        fields.writeTo(out, field);
      }
    }
  }

  private int toldCount() {
    return told == null ? fields.size() : toldCount;
  }

  private int told(int number) {
    int[] some = told;
    return some == null ? number : some[number];
  }

  private boolean isIn(Layer layer, int field) {
    return fields.length(field) > 0
        && Layer.of(entity.kind(), fields.key(field), fields.firstByte(field)) == layer;
  }

  /** Writes the message, {@link #encodedBytes()} long. */
  void writeTo(CodedOutputStream out) throws IOException {
    int[] some = told;
    if (some == null) {
      out.writeRawBytes(fields.whole());
      return;
    }
    if (entity.removed()) {
      head().writeTo(out);
    } else {
      head().writeTo(out, valueBytes);
    }
    for (int i = 0; i < toldCount; i++) {
      fields.writeTo(out, some[i]);
    }
    if (type != ChangeType.CHANGE_TYPE_UNSPECIFIED) {
      out.writeEnum(EntityChange.TYPE_FIELD_NUMBER, type.getNumber());
    }
    writeCleared(out);
  }

  private void writeCleared(CodedOutputStream out) throws IOException {
    if (!clearedNumbers.isEmpty()) {
      Bodies.begin(out, EntityChange.CLEARED_FIELDS_FIELD_NUMBER, clearedNumberBytes);
      for (int number : clearedNumbers) {
        out.writeUInt32NoTag(number);
      }
    }
    for (String key : clearedAttributes) {
      out.writeString(EntityChange.CLEARED_ATTRIBUTES_FIELD_NUMBER, key);
    }
  }
}
