package dev.muxwire.driver;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.conformance.proto.v1.Mutate;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Precondition;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the schema says, in the words of the SDK. */
final class Translation {
  private static final int ATTRIBUTES = 15;

  private Translation() {}

  static EntityChange entity(Entity entity) {
    try {
      return EntityChange.newBuilder()
          .setId(entity.id())
          .setRevision(entity.revision())
          .setBody(EntityBody.parseFrom(entity.encodedBody()))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  static dev.muxwire.proto.v1.TerminalSize size(TerminalSize size) {
    return dev.muxwire.proto.v1.TerminalSize.newBuilder()
        .setColumns(size.columns())
        .setRows(size.rows())
        .build();
  }

  static Mutation mutation(Mutate mutate) {
    Mutation.Builder mutation = Mutation.builder();
    if (mutate.getBaseEpoch() != 0 || mutate.getBaseRevision() != 0) {
      mutation.base(mutate.getBaseEpoch(), mutate.getBaseRevision());
    }
    for (Precondition one : mutate.getPreconditionsList()) {
      // The suite's preconditions are of records, or of entities as a whole.
      EntityKind kind = EntityKind.RECORD;
      mutation.require(kind, one.getId(), fieldName(kind, one), one.getIfRevision());
    }
    mutate.getOperationsList().forEach(operation -> add(mutation, operation));
    return mutation.build();
  }

  private static String fieldName(EntityKind kind, Precondition one) {
    return one.getField() == 0
        ? ""
        : one.getField() == ATTRIBUTES
            ? "attributes." + one.getAttribute()
            : kindField(kind.number()).getMessageType().findFieldByNumber(one.getField()).getName();
  }

  private static FieldDescriptor kindField(int kind) {
    return EntityBody.getDescriptor().findFieldByNumber(kind);
  }

  private static void add(Mutation.Builder mutation, Operation operation) {
    switch (operation.getOperationCase()) {
      case CREATE -> {
        EntityBody body = operation.getCreate().getBody();
        mutation.create(kind(body), operation.getCreate().getId(), fields(body));
      }
      case PATCH -> {
        PatchEntity patch = operation.getPatch();
        EntityBody body = patch.getBody();
        mutation.patch(kind(body), patch.getId(), fields(body), cleared(patch));
      }
      case REMOVE -> mutation.remove(operation.getRemove().getId());
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("an operation that is none");
    }
  }

  private static EntityKind kind(EntityBody body) {
    return EntityKind.ofNumber(body.getKindCase().getNumber());
  }

  private static Set<String> cleared(PatchEntity patch) {
    Set<String> cleared = new HashSet<>();
    FieldDescriptor kind = kindField(patch.getBody().getKindCase().getNumber());
    patch
        .getClearedFieldsList()
        .forEach(number -> cleared.add(kind.getMessageType().findFieldByNumber(number).getName()));
    patch.getClearedAttributesList().forEach(key -> cleared.add("attributes." + key));
    return cleared;
  }

  private static Map<String, Object> fields(EntityBody body) {
    for (Object kind : body.getAllFields().values()) {
      return tree((Message) kind);
    }
    return Map.of();
  }

  private static Map<String, Object> tree(Message message) {
    Map<String, Object> tree = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach((field, value) -> tree.put(field.getName(), plain(field, value)));
    return tree;
  }

  private static Object plain(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      Map<String, Object> entries = new LinkedHashMap<>();
      for (Object one : (List<?>) value) {
        MapEntry<?, ?> entry = (MapEntry<?, ?>) one;
        entries.put((String) entry.getKey(), entry.getValue());
      }
      return entries;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(one -> one(field, one)).toList();
    }
    return one(field, value);
  }

  private static Object one(FieldDescriptor field, Object value) {
    if (value instanceof Message message) {
      return tree(message);
    } else if (value instanceof ByteString bytes) {
      return bytes.toByteArray();
    } else if (value instanceof EnumValueDescriptor constant) {
      String prefix = field.getEnumType().getName().replaceAll("([a-z])([A-Z])", "$1_$2") + "_";
      return constant.getName().substring(prefix.toUpperCase(Locale.ROOT).length());
    } else if (value instanceof Integer number) {
      return number.longValue();
    } else if (value instanceof Float number) {
      return number.doubleValue();
    }
    return value;
  }
}
