package dev.muxwire.conformance.server;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.exchange.MessageText;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ServerFrame;

/** A terminal stream, and what was read from it. */
final class Viewer {
  private final Peer peer;
  private final int stream;
  private final Attached attached;
  private ByteString output = ByteString.EMPTY;

  private Viewer(Peer peer, int stream, Attached attached) {
    this.peer = peer;
    this.stream = stream;
    this.attached = attached;
  }

  static Viewer attach(Peer peer, Attach.Builder attach) {
    int stream = peer.newStream();
    peer.send(Frames.stream(stream).setAttach(attach));
    return attached(peer, stream);
  }

  /** Of a stream whose Attach was sent. */
  static Viewer attached(Peer peer, int stream) {
    return new Viewer(
        peer, stream, peer.expect(stream, ServerFrame.BodyCase.ATTACHED).getAttached());
  }

  Peer peer() {
    return peer;
  }

  int stream() {
    return stream;
  }

  /** The first one. */
  Attached attached() {
    return attached;
  }

  /** Reads output until it has so many bytes; other frames but Attached and Resized are faults. */
  ByteString read(long bytes) {
    while (output.size() < bytes) {
      ServerFrame frame =
          peer.next(stream, "Output (" + output.size() + " of " + bytes + " bytes came)");
      if (frame.hasOutput()) {
        output = output.concat(frame.getOutput().getData());
      } else if (!frame.hasAttached() && !frame.hasResized()) {
        throw Breach.of("Output was due, and came: " + MessageText.of(frame));
      }
    }
    return output;
  }

  /** Reads all of this, and nothing else. */
  void reads(ByteString due) {
    ByteString came = read(due.size());
    if (!came.equals(due)) {
      throw Breach.of(Texts.difference(due, came));
    }
  }

  /** Forgets what was read. */
  Viewer afresh() {
    output = ByteString.EMPTY;
    return this;
  }

  /** The next frame that is of this kind; Attached and Resized before it are passed over. */
  ServerFrame expect(ServerFrame.BodyCase kind) {
    while (true) {
      ServerFrame frame = peer.next(stream, kind.toString());
      if (frame.getBodyCase() == kind) {
        return frame;
      }
      if (!frame.hasAttached() && !frame.hasResized()) {
        throw Breach.of(kind + " was due, and came: " + MessageText.of(frame));
      }
    }
  }

  /** The next Attached that fits. */
  Attached becomes(String what, java.util.function.Predicate<Attached> wanted) {
    return peer.find(
            stream,
            "Attached (" + what + ")",
            frame -> frame.hasAttached() && wanted.test(frame.getAttached()))
        .getAttached();
  }
}
