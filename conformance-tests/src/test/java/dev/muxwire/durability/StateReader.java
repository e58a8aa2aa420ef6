package dev.muxwire.durability;

import dev.muxwire.e2e.RawPeer;
import dev.muxwire.e2e.ServerProcess;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a workspace's state, or its presence, out of raw packets: no SDK is in between. */
final class StateReader {
  private final Map<String, StoredEntity> entities = new HashMap<>();

  /** Of a part that is larger than a packet. */
  private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

  private long epoch;

  private StateReader() {}

  /** The whole, at the first moment that it is consistent. */
  static StoredState read(ServerProcess server, String token, String workspace, boolean presence)
      throws IOException {
    try (RawPeer peer = new RawPeer(server, token)) {
      peer.subscribe(Subscribe.newBuilder().setWorkspace(workspace).setPresence(presence).build());
      StateReader reader = new StateReader();
      while (true) {
        for (ServerFrame frame : peer.read().getFramesList()) {
          StoredState whole = reader.take(frame);
          if (whole != null) {
            return whole;
          }
        }
      }
    }
  }

  /** Takes a frame; the whole, if it is consistent with that. */
  private @Nullable StoredState take(ServerFrame frame) throws IOException {
    if (frame.hasError()) {
      throw new IOException("refused: " + frame.getError());
    }
    if (frame.hasChunk()) {
      chunks.writeBytes(frame.getChunk().getData().toByteArray());
      if (!frame.getChunk().getLast()) {
        return null;
      }
      ServerFrame joined = ServerFrame.parseFrom(chunks.toByteArray());
      chunks.reset();
      return take(joined);
    }
    if (frame.hasSubscribed()) {
      epoch = frame.getSubscribed().getEpoch();
    }
    return frame.hasStatePart() && add(frame.getStatePart())
        ? new StoredState(epoch, frame.getStatePart().getThrough(), entities)
        : null;
  }

  private boolean add(StatePart part) throws IOException {
    for (EntityChange change : part.getChangesList()) {
      if (change.getType() == ChangeType.CHANGE_TYPE_PATCH) {
        throw new IOException("a patch in a snapshot at rest: " + change.getId());
      }
      if (change.getType() == ChangeType.CHANGE_TYPE_REMOVED) {
        entities.remove(change.getId());
      } else {
        entities.put(change.getId(), stored(change));
      }
    }
    return part.getConsistent();
  }

  private static StoredEntity stored(EntityChange change) {
    return new StoredEntity(
        PlainText.kind(change.getBody()), change.getRevision(), PlainText.values(change.getBody()));
  }
}
