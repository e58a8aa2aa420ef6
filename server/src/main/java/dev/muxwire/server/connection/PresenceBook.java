package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.HostPresence;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.EntityFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a workspace's presence: who is attached to what, and which hosts are connected. Who leaves
 * is gone after a grace time, unless they come back within it. May be called from anywhere.
 */
public final class PresenceBook {
  private static final long GRACE_MS = 5_000;

  private final Loop loop;
  private final Workspace presence;

  /**
   * How often each entity was put here: a removal that was planned before the last time does
   * nothing.
   */
  private final Map<String, Long> generations = new HashMap<>();

  private long nextGeneration;

  public PresenceBook(Loop loop, Workspace presence) {
    this.loop = loop;
    this.presence = presence;
  }

  /** A viewer is here, or changed. */
  void attached(String id, Attachment attachment) {
    put(id, EntityBody.newBuilder().setAttachment(attachment).build());
  }

  /** A viewer's connection or attachment is over. */
  void detached(String id) {
    loop.execute(
        () -> {
          Long generation = generations.get(id);
          loop.schedule(
              GRACE_MS,
              () -> {
                if (generation != null && generation.equals(generations.get(id))) {
                  remove(id);
                }
              });
        });
  }

  /** A host is connected. */
  public void hostConnected(String hostId, String instance) {
    HostPresence host =
        HostPresence.newBuilder()
            .setHostId(hostId)
            .setInstance(instance)
            .setConnectedAtMs(loop.wallClockMs())
            .build();
    put(hostEntity(hostId), EntityBody.newBuilder().setHost(host).build());
  }

  /** A host's connection is gone: said at once, since its terminals are unreachable from now on. */
  public void hostGone(String hostId) {
    loop.execute(() -> remove(hostEntity(hostId)));
  }

  private static String hostEntity(String hostId) {
    return "host:" + hostId;
  }

  private void put(String id, EntityBody body) {
    loop.execute(
        () -> {
          EntityFields fields = EntityFields.split(body);
          boolean isNew = generations.put(id, nextGeneration++) == null;
          submit(isNew ? new Batch.Create(id, fields) : new Batch.Patch(id, fields, List.of()));
        });
  }

  private void remove(String id) {
    if (generations.remove(id) != null) {
      submit(new Batch.Remove(id));
    }
  }

  private void submit(Batch.Operation operation) {
    presence.submit(Batch.internal(operation), IGNORED);
  }

  /** Presence is as good as its next change. */
  private static final Workspace.Outcome IGNORED =
      new Workspace.Outcome() {
        @Override
        public void applied(long epoch, long revision) {}

        @Override
        public void refused(long epoch, BatchRefused refusal) {}
      };
}
