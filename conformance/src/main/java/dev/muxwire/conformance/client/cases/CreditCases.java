package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.peer.CreditBook;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/** What a client grants, and when it does not; the rules judge that limits only rise. */
final class CreditCases {
  private static final int PACKET_BYTES = 4 << 10;
  private static final int WINDOW_BYTES = 16 << 10;

  /** Each of a byte of output. */
  private static final int FRAMES_PER_PACKET = 200;

  private CreditCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "credit/granted/many-windows",
            "CREDIT-4 CREDIT-5",
            "grants what was consumed, for as long as output comes",
            CreditCases::manyWindows),
        must(
            "credit/granted/small-windows",
            "CREDIT-4",
            "does not stand still with windows of four packets",
            CreditCases::smallWindows),
        must(
            "credit/granted/by-message",
            "CREDIT-2",
            "counts the size of messages, not of their data",
            CreditCases::byMessage),
        must(
            "credit/granted/state",
            "CREDIT-4",
            "grants what it took of a state stream",
            CreditCases::state),
        should(
            "credit/granted/before-it-is-used-up",
            "CREDIT-4",
            "grants again when half of the window is consumed",
            CreditCases::half),
        must(
            "credit/withheld/stopped-application",
            "CREDIT-5",
            "grants nothing for what its application has not consumed, and all of it then",
            CreditCases::withheld),
        must(
            "credit/anew/on-each-connection",
            "CREDIT-1",
            "begins with the first limit on each connection",
            CreditCases::anew),
        must(
            "credit/exceeded/ends-stream",
            "CREDIT-3 ERROR-2",
            "ends a stream with CREDIT_EXCEEDED whose sender passes its limit",
            CreditCases::exceeded));
  }

  /** Sends output as credit allows. */
  private static void send(Terminals terminal, long from, int bytes, int pieceBytes) {
    send(terminal.peer(), terminal.stream(), pieces(terminal.stream(), from, bytes, pieceBytes));
  }

  private static List<ServerFrame> pieces(int stream, long from, int bytes, int pieceBytes) {
    List<ServerFrame> pieces = new ArrayList<>();
    for (long offset = from; offset < from + bytes; offset += pieceBytes) {
      int length = (int) Math.min(pieceBytes, from + bytes - offset);
      pieces.add(Frames.output(stream, offset, Frames.pattern(offset, length)));
    }
    return pieces;
  }

  private static void send(PeerConnection peer, int stream, List<ServerFrame> frames) {
    long spent = 0;
    for (ServerFrame frame : frames) {
      spent += CreditBook.cost(frame);
      peer.awaitGranted(stream, spent);
      peer.send(frame);
    }
  }

  private static ClientScene.Session smallSession(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS, Capability.CAPABILITY_LIMITS);
    return scene.session(
        connect -> connect.setMaxPacketBytes(PACKET_BYTES).setWindowBytes(WINDOW_BYTES),
        welcome -> welcome);
  }

  private static Terminals small(ClientScene scene, boolean stopped) {
    ClientScene.Session session = smallSession(scene);
    Viewer viewer = session.client().attach(attach -> attach, stopped);
    var attach = session.peer().expect(BodyCase.ATTACH);
    Terminals terminal =
        new Terminals(
            scene, session, viewer, session.peer(), attach.getStreamId(), attach.getAttach());
    terminal.attached(0);
    return terminal;
  }

  private static void manyWindows(ClientScene scene) {
    Terminals terminal = Terminals.open(scene);
    int bytes = 2 << 20;
    send(terminal, 0, bytes, 16_000);
    terminal.viewer().expectOutput(0, Frames.pattern(0, bytes));
  }

  private static void smallWindows(ClientScene scene) {
    Terminals terminal = small(scene, false);
    int bytes = 12 * WINDOW_BYTES;
    send(terminal, 0, bytes, PACKET_BYTES - 64);
    terminal.viewer().expectOutput(0, Frames.pattern(0, bytes));
  }

  private static void byMessage(ClientScene scene) {
    Terminals terminal = small(scene, false);
    int bytes = 2 * WINDOW_BYTES;
    List<ServerFrame> pieces = pieces(terminal.stream(), 0, bytes, 1);
    long spent = 0;
    for (int from = 0; from < pieces.size(); from += FRAMES_PER_PACKET) {
      List<ServerFrame> packet =
          pieces.subList(from, Math.min(pieces.size(), from + FRAMES_PER_PACKET));
      spent += packet.stream().mapToLong(CreditBook::cost).sum();
      terminal.peer().awaitGranted(terminal.stream(), spent);
      terminal.send(packet.toArray(new ServerFrame[0]));
    }
    terminal.viewer().expectOutput(0, Frames.pattern(0, bytes));
  }

  private static void state(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session.peer().send(Frames.subscribedAnew(stream));
    String text = "x".repeat(20_000);
    List<ServerFrame> parts = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      parts.add(Frames.part(stream, i, i == 40, Frames.whole("same", i, text + i)));
    }
    send(session.peer(), stream, parts);
    subscription.expectView(40, Frames.whole("same", 40, text + 40));
  }

  private static void half(ClientScene scene) {
    Terminals terminal = small(scene, false);
    send(terminal, 0, WINDOW_BYTES * 5 / 8, 2_000);
    terminal.viewer().expectOutput(0, Frames.pattern(0, WINDOW_BYTES * 5 / 8));
    terminal.peer().awaitGranted(terminal.stream(), WINDOW_BYTES * 3 / 2);
  }

  private static void withheld(ClientScene scene) {
    scene.need(Capability.CAPABILITY_BACKPRESSURE);
    Terminals terminal = small(scene, true);
    List<ServerFrame> pieces = pieces(terminal.stream(), 0, WINDOW_BYTES - 500, 1_500);
    send(terminal.peer(), terminal.stream(), pieces);
    terminal.peer().expectNone("CREDIT-5", "a frame of a stream that nobody reads", frame -> false);
    long granted = terminal.peer().granted(terminal.stream());
    if (granted > WINDOW_BYTES) {
      throw Breach.of(
          "CREDIT-5",
          "it grants "
              + granted
              + " bytes, and its application has consumed none of "
              + WINDOW_BYTES);
    }
    terminal.viewer().consuming(true);
    terminal.viewer().expectOutput(0, Frames.pattern(0, WINDOW_BYTES - 500));
    terminal.peer().awaitGranted(terminal.stream(), WINDOW_BYTES + WINDOW_BYTES / 2);
  }

  private static void anew(ClientScene scene) {
    Terminals terminal = small(scene, false);
    send(terminal, 0, 6 * WINDOW_BYTES, 2_000);
    terminal.viewer().expectOutput(0, Frames.pattern(0, 6 * WINDOW_BYTES));
    terminal.peer().barrier();
    terminal.peer().cut();
    Terminals again = terminal.again();
    again.attached(6 * WINDOW_BYTES);
    again.peer().expectNone("CREDIT-1", "nothing", frame -> false);
    long granted = again.peer().granted(again.stream());
    if (granted > WINDOW_BYTES) {
      throw Breach.of(
          "CREDIT-1", "it grants " + granted + " bytes on a connection that brought none");
    }
    send(again, 6 * WINDOW_BYTES, 3 * WINDOW_BYTES, 2_000);
    terminal
        .viewer()
        .expectOutput(6 * WINDOW_BYTES, Frames.pattern(6 * WINDOW_BYTES, 3 * WINDOW_BYTES));
  }

  private static void exceeded(ClientScene scene) {
    scene.need(Capability.CAPABILITY_BACKPRESSURE);
    Terminals terminal = small(scene, true);
    ByteString data = Frames.pattern(0, 2_000);
    for (int i = 0; i < WINDOW_BYTES / 2_000 + 1; i++) {
      terminal.send(Frames.output(terminal.stream(), i * 2_000L, data));
    }
    terminal
        .peer()
        .expectError(terminal.stream(), "CREDIT-3", ErrorCode.ERROR_CODE_CREDIT_EXCEEDED);
    terminal.peer().expectOpen("ERROR-2");
  }
}
