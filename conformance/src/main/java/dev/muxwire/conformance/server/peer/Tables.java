package dev.muxwire.conformance.server.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.muxwire.conformance.Breach;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityLists;
import dev.muxwire.proto.v1.EntityTable;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Parts with a table, as if each entity had come for itself, in order. */
final class Tables {
  private static final String WATCHER = "watch/tables";

  private Tables() {}

  static ServerFrame laidOut(ServerFrame frame, Set<String> negotiated) {
    StatePart part = frame.getStatePart();
    if (!part.hasTable()) {
      return frame;
    }
    check(negotiated.contains("dense"), "TABLE-1", "a table, which was not negotiated");
    List<EntityChange> changes = new ArrayList<>(part.getChangesList());
    changes.addAll(entities(part.getTable()));
    changes.sort(Comparator.comparingLong(EntityChange::getRevision));
    return frame.toBuilder()
        .setStatePart(part.toBuilder().clearTable().clearChanges().addAllChanges(changes))
        .build();
  }

  private static List<EntityChange> entities(EntityTable table) {
    int count = table.getIdBytesCount();
    check(table.getRevisionStepsCount() == count, "TABLE-2", "a table with too few revisions");
    List<EntityBody.Builder> bodies = new ArrayList<>();
    for (EntityLists layer : table.getLayersList()) {
      List<EntityBody> more = bodies(layer);
      check(more.size() == count, "TABLE-2", "a layer of " + more.size() + " for " + count);
      for (int i = 0; i < count; i++) {
        if (bodies.size() < count) {
          bodies.add(EntityBody.newBuilder());
        }
        bodies.get(i).mergeFrom(more.get(i));
      }
    }
    check(bodies.size() == count, "TABLE-2", "a table without layers");
    List<EntityChange> entities = new ArrayList<>();
    ByteString ids = table.getIds();
    long revision = 0;
    for (int i = 0; i < count; i++) {
      int idBytes = table.getIdBytes(i);
      check(idBytes <= ids.size(), "TABLE-2", "a table with too few ids");
      revision += table.getRevisionSteps(i);
      entities.add(
          EntityChange.newBuilder()
              .setId(ids.substring(0, idBytes).toStringUtf8())
              .setRevision(revision)
              .setBody(bodies.get(i))
              .build());
      ids = ids.substring(idBytes);
    }
    check(ids.isEmpty(), "TABLE-2", "a table with too many ids");
    return entities;
  }

  private static List<EntityBody> bodies(EntityLists layer) {
    List<EntityBody> bodies = new ArrayList<>();
    for (FieldDescriptor list : layer.getDescriptorForType().getFields()) {
      FieldDescriptor kind = EntityBody.getDescriptor().findFieldByNumber(list.getNumber());
      for (Object entity : (List<?>) layer.getField(list)) {
        bodies.add(EntityBody.newBuilder().setField(kind, entity).build());
      }
    }
    return bodies;
  }

  private static void check(boolean holds, String requirement, String otherwise) {
    if (!holds) {
      throw Breach.seen(WATCHER, requirement, "the server sent " + otherwise);
    }
  }
}
