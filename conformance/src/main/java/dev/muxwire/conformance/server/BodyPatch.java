package dev.muxwire.conformance.server;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a PATCH does: fields as wholes, attributes by key, then what is cleared. */
final class BodyPatch {
  private static final int ATTRIBUTES = 15;

  private BodyPatch() {}

  static EntityBody apply(EntityBody before, EntityChange change) {
    Map<FieldDescriptor, Object> kind = before.getAllFields();
    if (kind.size() != 1) {
      throw new IllegalArgumentException("an entity of no kind");
    }
    FieldDescriptor kindField = kind.keySet().iterator().next();
    Message.Builder value = ((Message) before.getField(kindField)).toBuilder();
    if (change.getBody().hasField(kindField)) {
      set(value, (Message) change.getBody().getField(kindField));
    }
    clear(value, change);
    return before.toBuilder().setField(kindField, value.build()).build();
  }

  private static void set(Message.Builder value, Message patch) {
    patch
        .getAllFields()
        .forEach(
            (field, fieldValue) -> {
              if (field.getNumber() == ATTRIBUTES) {
                setAttributes(value, field, patch);
              } else {
                value.setField(field, fieldValue);
              }
            });
    UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder(value.getUnknownFields());
    patch.getUnknownFields().asMap().forEach(unknown::addField);
    value.setUnknownFields(unknown.build());
  }

  private static void setAttributes(Message.Builder value, FieldDescriptor field, Message patch) {
    for (Object entry : (List<?>) patch.getField(field)) {
      removeAttribute(value, field, String.valueOf(((MapEntry<?, ?>) entry).getKey()));
      value.addRepeatedField(field, entry);
    }
  }

  private static void clear(Message.Builder value, EntityChange change) {
    for (int number : change.getClearedFieldsList()) {
      FieldDescriptor field = value.getDescriptorForType().findFieldByNumber(number);
      if (field != null) {
        value.clearField(field);
      } else {
        value.setUnknownFields(
            UnknownFieldSet.newBuilder(value.getUnknownFields()).clearField(number).build());
      }
    }
    FieldDescriptor attributes = value.getDescriptorForType().findFieldByNumber(ATTRIBUTES);
    change.getClearedAttributesList().forEach(key -> removeAttribute(value, attributes, key));
  }

  private static void removeAttribute(Message.Builder value, FieldDescriptor field, String key) {
    List<Object> kept = new ArrayList<>();
    for (Object entry : (List<?>) value.getField(field)) {
      if (!key.equals(String.valueOf(((MapEntry<?, ?>) entry).getKey()))) {
        kept.add(entry);
      }
    }
    value.setField(field, kept);
  }
}
