package dev.muxwire.client.internal.core;

import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import java.util.List;

/** Short words for what a server says about state. */
final class Changes {
  private Changes() {}

  static EntityChange tab(String id, long revision, String title) {
    return EntityChange.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setBody(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)))
        .build();
  }

  static EntityChange removed(String id, long revision) {
    return EntityChange.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setType(ChangeType.CHANGE_TYPE_REMOVED)
        .build();
  }

  static ServerFrame.Builder part(long through, boolean consistent, EntityChange... changes) {
    return ServerFrame.newBuilder()
        .setStatePart(
            StatePart.newBuilder()
                .setThrough(through)
                .setConsistent(consistent)
                .addAllChanges(List.of(changes)));
  }

  static ServerFrame.Builder subscribed(long epoch, boolean reset, long base, long through) {
    return ServerFrame.newBuilder()
        .setSubscribed(
            Subscribed.newBuilder()
                .setEpoch(epoch)
                .setFilterHash(77)
                .setReset(reset)
                .setBase(base)
                .setThrough(through));
  }
}
