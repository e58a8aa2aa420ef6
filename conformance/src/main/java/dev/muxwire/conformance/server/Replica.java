package dev.muxwire.conformance.server;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Subscribed;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A state stream that feeds a model. */
final class Replica {
  private final Peer peer;
  private final int stream;
  private final StateModel model;
  private final Subscribed subscribed;

  private Replica(Peer peer, int stream, StateModel model, Subscribed subscribed) {
    this.peer = peer;
    this.stream = stream;
    this.model = model;
    this.subscribed = subscribed;
  }

  static Replica subscribe(Peer peer, Subscribe.Builder subscribe) {
    return subscribe(peer, subscribe, new StateModel());
  }

  /** Goes on with a model that an earlier connection fed. */
  static Replica subscribe(Peer peer, Subscribe.Builder subscribe, StateModel model) {
    int stream = peer.newStream();
    peer.send(Frames.stream(stream).setSubscribe(subscribe));
    Subscribed subscribed = peer.expect(stream, ServerFrame.BodyCase.SUBSCRIBED).getSubscribed();
    model.apply(subscribed);
    return new Replica(peer, stream, model, subscribed);
  }

  int stream() {
    return stream;
  }

  StateModel model() {
    return model;
  }

  Subscribed subscribed() {
    return subscribed;
  }

  /** Takes the next part. */
  StatePart next() {
    ServerFrame frame = peer.next(stream, "StatePart");
    if (frame.hasSubscribed()) {
      model.apply(frame.getSubscribed());
      return next();
    }
    if (!frame.hasStatePart()) {
      throw Breach.of("StatePart was due, and came: " + MessageText.of(frame));
    }
    model.apply(frame.getStatePart());
    return frame.getStatePart();
  }

  /** Until it is consistent at this revision or a later one. */
  Map<String, EntityBody> at(long revision) {
    return until(() -> false, revision);
  }

  /** The same, but stops as well where something holds. */
  Map<String, EntityBody> until(BooleanSupplier enough, long revision) {
    boolean consistent = false;
    while (!enough.getAsBoolean() && (!consistent || model.through() < revision)) {
      consistent = next().getConsistent();
    }
    return model.view();
  }
}
