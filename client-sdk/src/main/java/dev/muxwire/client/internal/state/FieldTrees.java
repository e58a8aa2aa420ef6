package dev.muxwire.client.internal.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.EntityBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages as trees of plain values, by the schema's own description: no class a kind. What a later
 * schema has in a message stands in its tree as bytes, so that a copy has it too.
 */
public final class FieldTrees {
  private static final String UNKNOWN = "unknown_fields";

  private FieldTrees() {}

  /** The field tree of an encoded EntityBody; empty for a kind that this SDK does not know. */
  public static Map<String, Object> decode(byte[] encodedBody) {
    try {
      EntityBody body = EntityBody.parseFrom(encodedBody);
      for (Object kind : body.getAllFields().values()) {
        return toTree((Message) kind);
      }
      return Map.of();
    } catch (InvalidProtocolBufferException e) {
      throw new MuxwireException(ErrorCode.MALFORMED, "an entity that cannot be read: " + e);
    }
  }

  /** The body of a kind with these fields. */
  public static EntityBody encode(EntityKind kind, Map<String, ?> fields) {
    FieldDescriptor kindField = kindField(kind);
    EntityBody.Builder body = EntityBody.newBuilder();
    Message.Builder value = body.newBuilderForField(kindField);
    fill(value, fields, kind.name().toLowerCase(Locale.ROOT));
    return body.setField(kindField, value.build()).build();
  }

  /** The number of a kind's field. */
  public static int fieldNumber(EntityKind kind, String field) {
    return field(kindField(kind).getMessageType(), field, kind.name().toLowerCase(Locale.ROOT))
        .getNumber();
  }

  private static FieldDescriptor kindField(EntityKind kind) {
    FieldDescriptor field = EntityBody.getDescriptor().findFieldByNumber(kind.number());
    if (field == null) {
      throw invalid("an entity of kind " + kind + " cannot be written");
    }
    return field;
  }

  private static Map<String, Object> toTree(Message message) {
    Map<String, Object> tree = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Object plain = toPlain(field, value);
              if (plain != null) {
                tree.put(field.getName(), plain);
              }
            });
    if (!message.getUnknownFields().asMap().isEmpty()) {
      tree.put(UNKNOWN, message.getUnknownFields().toByteArray());
    }
    return Collections.unmodifiableMap(tree);
  }

  private static Object toPlain(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return mapToTree(field, (List<?>) value);
    }
    if (field.isRepeated()) {
      List<Object> list = new ArrayList<>();
      ((List<?>) value).forEach(item -> list.add(single(field, item)));
      return Collections.unmodifiableList(list);
    }
    return single(field, value);
  }

  private static Map<String, Object> mapToTree(FieldDescriptor field, List<?> entries) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Object entry : entries) {
      Message message = (Message) entry;
      tree.put(String.valueOf(message.getField(key)), single(value, message.getField(value)));
    }
    return Collections.unmodifiableMap(tree);
  }

  private static Object single(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          ((Number) value).longValue();
      case FLOAT, DOUBLE -> ((Number) value).doubleValue();
      case BYTES -> ((ByteString) value).toByteArray();
      case ENUM -> enumToPlain((EnumValueDescriptor) value);
      case MESSAGE, GROUP -> toTree((Message) value);
      case BOOL, STRING -> value;
    };
  }

  /** The short name, or the number of a value that this SDK does not know. */
  private static Object enumToPlain(EnumValueDescriptor value) {
    return value.getIndex() < 0
        ? (Object) (long) value.getNumber()
        : value.getName().substring(prefix(value.getType()).length());
  }

  /** SplitDirection: its values begin with SPLIT_DIRECTION_. */
  private static String prefix(EnumDescriptor type) {
    return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
  }

  private static void fill(Message.Builder builder, Map<String, ?> tree, String path) {
    tree.forEach(
        (name, value) -> {
          if (name.equals(UNKNOWN)) {
            builder.setUnknownFields(unknown(value, path + "." + name));
            return;
          }
          FieldDescriptor field = field(builder.getDescriptorForType(), name, path);
          String here = path + "." + name;
          if (field.isMapField()) {
            fillMap(builder, field, value, here);
          } else if (field.isRepeated()) {
            for (Object item : listOf(value, here)) {
              builder.addRepeatedField(field, fromPlain(builder, field, item, here));
            }
          } else {
            builder.setField(field, fromPlain(builder, field, value, here));
          }
        });
  }

  private static UnknownFieldSet unknown(Object value, String path) {
    try {
      return UnknownFieldSet.parseFrom(bytes(value, path));
    } catch (InvalidProtocolBufferException e) {
      throw invalid(path + " is no encoded fields: " + e.getMessage());
    }
  }

  private static FieldDescriptor field(Descriptor type, String name, String path) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null) {
      throw invalid(path + " has no field " + name);
    }
    return field;
  }

  private static void fillMap(
      Message.Builder builder, FieldDescriptor field, Object value, String path) {
    FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    // Sorted, so that one value is always the same bytes.
    new TreeMap<String, Object>(treeOf(value, path))
        .forEach(
            (key, item) -> {
              Message.Builder entry = builder.newBuilderForField(field);
              entry.setField(keyField, key);
              entry.setField(valueField, fromPlain(entry, valueField, item, path + "." + key));
              builder.addRepeatedField(field, entry.build());
            });
  }

  private static Object fromPlain(
      Message.Builder parent, FieldDescriptor field, Object value, String path) {
    return switch (field.getJavaType()) {
      case INT -> (int) integer(value, path);
      case LONG -> integer(value, path);
      case FLOAT -> (float) real(value, path);
      case DOUBLE -> real(value, path);
      case BOOLEAN -> typed(value, Boolean.class, path);
      case STRING -> typed(value, String.class, path);
      case BYTE_STRING -> bytes(value, path);
      case ENUM -> enumValue(field.getEnumType(), value, path);
      case MESSAGE -> {
        Message.Builder child = parent.newBuilderForField(field);
        fill(child, treeOf(value, path), path);
        yield child.build();
      }
    };
  }

  private static long integer(Object value, String path) {
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw invalid(path + " is an integer, not " + value);
  }

  private static double real(Object value, String path) {
    return typed(value, Number.class, path).doubleValue();
  }

  /** Bytes, or base64 as JSON has them. */
  private static ByteString bytes(Object value, String path) {
    if (value instanceof byte[] bytes) {
      return ByteString.copyFrom(bytes);
    }
    try {
      return ByteString.copyFrom(
          java.util.Base64.getDecoder().decode(typed(value, String.class, path)));
    } catch (IllegalArgumentException e) {
      throw invalid(path + " is bytes or base64: " + e.getMessage());
    }
  }

  private static EnumValueDescriptor enumValue(EnumDescriptor type, Object value, String path) {
    if (value instanceof Long number) {
      return type.findValueByNumberCreatingIfUnknown(number.intValue());
    }
    EnumValueDescriptor found =
        type.findValueByName(prefix(type) + typed(value, String.class, path));
    if (found == null) {
      throw invalid(path + " has no value " + value);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, ?> treeOf(Object value, String path) {
    return (Map<String, ?>) typed(value, Map.class, path);
  }

  private static List<?> listOf(Object value, String path) {
    return typed(value, List.class, path);
  }

  private static <T> T typed(Object value, Class<T> type, String path) {
    if (!type.isInstance(value)) {
      throw invalid(path + " is a " + type.getSimpleName() + ", not " + value);
    }
    return type.cast(value);
  }

  private static MuxwireException invalid(String message) {
    return new MuxwireException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
