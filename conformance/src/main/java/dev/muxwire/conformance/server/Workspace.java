package dev.muxwire.conformance.server;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** One workspace as one connection changes and reads it. */
final class Workspace {
  /** What a packet may hold of a batch; more goes in chunks. */
  private static final int PACKET_BYTES = 60_000;

  private static final int CHUNK_BYTES = 32_000;

  private final Peer peer;
  private final String name;
  private long epoch;

  Workspace(Peer peer, String name) {
    this.peer = peer;
    this.name = name;
    this.epoch = read().getEpoch();
  }

  String name() {
    return name;
  }

  Peer peer() {
    return peer;
  }

  long epoch() {
    return epoch;
  }

  /** As from now on it is told in batches. */
  void epoch(long other) {
    epoch = other;
  }

  /** Entities as they are now. */
  GetResult read(String... ids) {
    long seq = peer.nextRequest();
    peer.send(Frames.get(seq, name, List.of(ids)));
    ServerFrame answer = peer.answer(seq);
    if (!answer.hasGetResult()) {
      throw Breach.of("GetResult was due, and came: " + MessageText.of(answer));
    }
    return answer.getGetResult();
  }

  EntityChange readOne(String id) {
    GetResult result = read(id);
    if (result.getEntitiesCount() != 1) {
      throw Breach.of("'" + id + "' is to be there, and is not");
    }
    return result.getEntities(0);
  }

  Mutate.Builder batch(Operation... operations) {
    return Mutate.newBuilder()
        .setRequest(Frames.request(peer.nextRequest()))
        .setWorkspace(name)
        .setBaseEpoch(epoch)
        .addAllOperations(List.of(operations));
  }

  /** Sends a batch, in chunks if it must, and returns its result, whatever it is. */
  MutateResult send(Mutate.Builder batch) {
    ServerFrame answer = answer(batch);
    if (!answer.hasMutateResult()) {
      throw Breach.of("MutateResult was due, and came: " + MessageText.of(answer));
    }
    return answer.getMutateResult();
  }

  /** The same, where it may be an Error as well. */
  ServerFrame answer(Mutate.Builder batch) {
    ClientFrame frame = Frames.zero().setMutate(batch).build();
    if (frame.getSerializedSize() < PACKET_BYTES) {
      peer.send(frame);
    } else {
      peer.sendInChunks(frame, CHUNK_BYTES);
    }
    return peer.answer(batch.getRequest().getRequestSeq());
  }

  /** Applies a batch, which must succeed; its revision. */
  long apply(Operation... operations) {
    return apply(batch(operations));
  }

  long apply(Mutate.Builder batch) {
    MutateResult result = send(batch);
    if (result.hasFailure()) {
      throw Breach.of("a good batch was refused: " + MessageText.of(result));
    }
    return result.getRevision();
  }

  /** A batch, which must be refused with this code at this index. */
  MutateFailure refused(ErrorCode code, int index, Mutate.Builder batch) {
    long before = read().getRevision();
    MutateResult result = send(batch);
    MutateFailure failure = result.getFailure();
    if (!result.hasFailure() || failure.getCode() != code) {
      throw Breach.of(code + " was due, and came: " + MessageText.of(result));
    }
    if (failure.getIndex() != index) {
      throw Breach.of("index " + index + " was due, and came: " + MessageText.of(result));
    }
    if (result.getRevision() != 0) {
      throw Breach.of("a refused batch has a revision: " + MessageText.of(result));
    }
    if (read().getRevision() != before) {
      throw Breach.of("a refused batch has changed the revision");
    }
    return failure;
  }

  MutateFailure refused(ErrorCode code, int index, Operation... operations) {
    return refused(code, index, batch(operations));
  }

  static Precondition isAt(String id, int field, long revision) {
    return Precondition.newBuilder().setId(id).setField(field).setIfRevision(revision).build();
  }
}
