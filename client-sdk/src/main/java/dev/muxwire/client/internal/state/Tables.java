package dev.muxwire.client.internal.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.wire.ProtocolViolation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Parts whose entities stand in a table, as if they came one by one. */
final class Tables {
  private Tables() {}

  /**
   * The changes of a part.
   *
   * @throws ProtocolViolation MALFORMED if the columns of its table are not equally long
   */
  static List<EntityChange> changes(StatePart part) {
    if (!part.hasTable()) {
      return part.getChangesList();
    }
    EntityTable table = part.getTable();
    List<EntityBody.Builder> bodies = bodies(table);
    if (table.getRevisionStepsCount() != table.getIdBytesCount()
        || bodies.size() > table.getIdBytesCount()) {
      throw malformed("a table with columns that differ in length");
    }
    List<EntityChange> changes = new ArrayList<>(part.getChangesList());
    CodedInputStream ids = table.getIds().newCodedInput();
    long revision = 0;
    for (int i = 0; i < bodies.size(); i++) {
      revision += table.getRevisionSteps(i);
      changes.add(
          EntityChange.newBuilder()
              .setIdBytes(next(ids, table.getIdBytes(i)))
              .setRevision(revision)
              .setBody(bodies.get(i))
              .build());
    }
    return changes;
  }

  /** The layers merged. Kinds that are not known are left out: they come last. */
  private static List<EntityBody.Builder> bodies(EntityTable table) {
    List<EntityBody.Builder> bodies = new ArrayList<>();
    for (EntityLists layer : table.getLayersList()) {
      List<EntityBody> more = bodies(layer);
      if (bodies.isEmpty()) {
        more.forEach(body -> bodies.add(body.toBuilder()));
      } else {
        merge(bodies, more);
      }
    }
    return bodies;
  }

  private static void merge(List<EntityBody.Builder> bodies, List<EntityBody> more) {
    if (bodies.size() != more.size()) {
      throw malformed("a table with layers that differ in length");
    }
    for (int i = 0; i < more.size(); i++) {
      if (bodies.get(i).getKindCase() != more.get(i).getKindCase()) {
        throw malformed("a table with layers that differ in kind");
      }
      bodies.get(i).mergeFrom(more.get(i));
    }
  }

  private static ByteString next(CodedInputStream ids, int bytes) {
    try {
      return ByteString.copyFrom(ids.readRawBytes(bytes));
    } catch (IOException e) {
      throw malformed("a table with fewer ids than it says");
    }
  }

  /** The lists one after the other. */
  private static List<EntityBody> bodies(EntityLists lists) {
    List<EntityBody> bodies = new ArrayList<>();
    for (FieldDescriptor list : EntityLists.getDescriptor().getFields()) {
      FieldDescriptor kind = EntityBody.getDescriptor().findFieldByNumber(list.getNumber());
      for (Object entity : (List<?>) lists.getField(list)) {
        bodies.add(EntityBody.newBuilder().setField(kind, entity).build());
      }
    }
    return bodies;
  }

  private static ProtocolViolation malformed(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_MALFORMED, message);
  }
}
