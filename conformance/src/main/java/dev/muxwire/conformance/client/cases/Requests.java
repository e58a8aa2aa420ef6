package dev.muxwire.conformance.client.cases;

import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;

/** What scripts do with requests again and again. */
final class Requests {
  private Requests() {}

  static Operation create(String id, String type) {
    return Operation.newBuilder()
        .setCreate(CreateEntity.newBuilder().setId(id).setBody(Frames.record(type)))
        .build();
  }

  static Mutate expectMutate(PeerConnection peer) {
    return peer.expect(0, BodyCase.MUTATE).getMutate();
  }

  /** Takes the next mutation, and applies it. */
  static Mutate answer(PeerConnection peer, long revision) {
    Mutate mutate = expectMutate(peer);
    peer.send(Frames.mutated(mutate.getRequest().getRequestSeq(), revision));
    return mutate;
  }
}
