package dev.muxwire.conformance.client.cases;

import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.function.UnaryOperator;

/**
 * A viewer and its stream on one connection.
 *
 * @param asked the Attach that opened it
 */
record Terminals(
    ClientScene scene,
    ClientScene.Session session,
    Viewer viewer,
    PeerConnection peer,
    int stream,
    Attach asked) {

  /** A viewer from the start, attached at offset 0. */
  static Terminals open(ClientScene scene, Capability... more) {
    scene.need(more);
    Terminals asked = ask(scene, attach -> attach, false);
    asked.send(Frames.attached(asked.stream(), Frames.LOG_EPOCH, 0));
    return asked;
  }

  /** A viewer whose Attach has come. */
  static Terminals ask(ClientScene scene, UnaryOperator<Attach.Builder> options, boolean stopped) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().attach(options, stopped);
    ClientFrame attach = session.peer().expect(BodyCase.ATTACH);
    return new Terminals(
        scene, session, viewer, session.peer(), attach.getStreamId(), attach.getAttach());
  }

  /** The same viewer on the next connection. */
  Terminals again() {
    return on(scene.welcomed());
  }

  /** The same viewer, attached anew on a connection. */
  Terminals on(PeerConnection connection) {
    ClientFrame attach = connection.expect(BodyCase.ATTACH);
    return new Terminals(
        scene, session, viewer, connection, attach.getStreamId(), attach.getAttach());
  }

  void send(ServerFrame... frames) {
    peer.send(frames);
  }

  void attached(long start) {
    send(Frames.attached(stream, Frames.LOG_EPOCH, start));
  }

  void output(long offset, String text) {
    send(Frames.output(stream, offset, text));
  }
}
