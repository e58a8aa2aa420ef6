package dev.muxwire.server.connection;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.HostPresence;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a workspace's presence: who is attached to what, and which hosts are connected. Who leaves
 * is gone after a grace time, unless they come back within it. May be called from anywhere.
 *
 * <p>Changes are gathered for a moment, and what is as it was told is not told again: so a herd
 * that comes back within the grace time costs nothing, and any other few revisions.
 */
public final class PresenceBook {
  private static final long GRACE_MS = 5_000;
  private static final long GATHER_MS = 20;

  private final Loop loop;
  private final Workspace presence;
  private final Map<String, Entry> entries = new HashMap<>();

  /** What the workspace was given. */
  private final Map<String, ByteString> told = new HashMap<>();

  /** Entries that may differ from what was told; a turn is planned while there are any. */
  private final Set<String> changed = new LinkedHashSet<>();

  /**
   * Somebody who is here.
   *
   * @param owner who put it: another one's leaving is not theirs
   * @param body an encoded EntityBody; its fields are split only when it has changed
   */
  private record Entry(Object owner, ByteString body) {}

  public PresenceBook(Loop loop, Workspace presence) {
    this.loop = loop;
    this.presence = presence;
  }

  /**
   * A viewer is here, or changed.
   *
   * @param owner the stream; a later one with the same id takes over
   */
  void attached(Object owner, String id, Attachment attachment) {
    put(owner, id, EntityBody.newBuilder().setAttachment(attachment).build());
  }

  /** A viewer's connection or attachment is over. */
  void detached(Object owner, String id) {
    loop.schedule(GRACE_MS, () -> remove(owner, id));
  }

  /** A host is connected. */
  public void hostConnected(String hostId, String instance) {
    HostPresence host =
        HostPresence.newBuilder()
            .setHostId(hostId)
            .setInstance(instance)
            .setConnectedAtMs(loop.wallClockMs())
            .build();
    put(this, hostEntity(hostId), EntityBody.newBuilder().setHost(host).build());
  }

  /** A host's connection is gone: said at once, since its terminals are unreachable from now on. */
  public void hostGone(String hostId) {
    loop.execute(() -> remove(this, hostEntity(hostId)));
  }

  private static String hostEntity(String hostId) {
    return "host:" + hostId;
  }

  private void put(Object owner, String id, EntityBody body) {
    ByteString encoded = body.toByteString();
    loop.execute(
        () -> {
          entries.put(id, new Entry(owner, encoded));
          changed(id);
        });
  }

  private void remove(Object owner, String id) {
    Entry entry = entries.get(id);
    if (entry != null && entry.owner() == owner) {
      entries.remove(id);
      changed(id);
    }
  }

  private void changed(String id) {
    if (changed.isEmpty()) {
      loop.schedule(GATHER_MS, this::tell);
    }
    changed.add(id);
  }

  private void tell() {
    List<Batch.Operation> operations = new ArrayList<>();
    for (String id : changed) {
      Batch.Operation operation = difference(id);
      if (operation != null) {
        operations.add(operation);
      }
    }
    changed.clear();
    submit(operations);
  }

  /** One that is refused must not take the others along: then each goes by itself. */
  private void submit(List<Batch.Operation> operations) {
    if (operations.isEmpty()) {
      return;
    }
    presence.submit(
        Batch.internal(operations.toArray(Batch.Operation[]::new)),
        new Workspace.Outcome() {
          @Override
          public void applied(long epoch, long revision) {}

          @Override
          public void refused(long epoch, BatchRefused refusal) {
            if (operations.size() > 1) {
              operations.forEach(operation -> submit(List.of(operation)));
            } else {
              loop.execute(() -> told.remove(operations.get(0).id()));
            }
          }
        });
  }

  /** What brings the workspace from what it was told to what is; null if it is the same. */
  private Batch.@Nullable Operation difference(String id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return told.remove(id) == null ? null : new Batch.Remove(id);
    }
    ByteString before = told.put(id, entry.body());
    if (entry.body().equals(before)) {
      return null;
    }
    EntityFields fields = EntityFields.split(entry.body());
    if (before == null) {
      return new Batch.Create(id, fields);
    }
    List<FieldKey> cleared = new ArrayList<>(EntityFields.split(before).fields().keySet());
    cleared.removeAll(fields.fields().keySet());
    return new Batch.Patch(id, fields, cleared);
  }
}
