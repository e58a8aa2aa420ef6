package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Subscription;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Streams that the server ends: with codes that mean never, later or now. */
final class ErrorCases {
  private static final int NO_CODE = 9_999;

  private ErrorCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    List<ConformanceCase<ClientScene>> cases = new ArrayList<>();
    for (ErrorCode code :
        List.of(
            ErrorCode.ERROR_CODE_NOT_FOUND,
            ErrorCode.ERROR_CODE_FORBIDDEN,
            ErrorCode.ERROR_CODE_UNSUPPORTED,
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT)) {
      cases.add(
          must(
              "error/never/" + name(code),
              "ERROR-2",
              "tells " + name(code) + " of a stream, and does not open it again",
              scene -> never(scene, code)));
    }
    for (ErrorCode code :
        List.of(
            ErrorCode.ERROR_CODE_BUSY,
            ErrorCode.ERROR_CODE_UNREACHABLE,
            ErrorCode.ERROR_CODE_INTERNAL,
            ErrorCode.ERROR_CODE_CHUNK_INVALID,
            ErrorCode.ERROR_CODE_DRAINING)) {
      cases.add(
          must(
              "error/again/" + name(code),
              "ERROR-2",
              "opens a stream again after " + name(code) + ", from where it stands",
              scene -> again(scene, code.getNumber())));
    }
    cases.add(
        must(
            "error/again/unknown-code",
            "ERROR-1",
            "takes a code that it does not know for INTERNAL: tries again",
            scene -> again(scene, NO_CODE)));
    cases.add(
        must(
            "error/state/never",
            "ERROR-2",
            "tells why a subscription ended, and does not open it again",
            ErrorCases::stateNever));
    cases.add(
        must(
            "error/state/later",
            "ERROR-2",
            "opens a subscription again after STORAGE, and shows its view meanwhile",
            ErrorCases::stateLater));
    return cases;
  }

  private static String name(ErrorCode code) {
    return code.name().replace("ERROR_CODE_", "").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private static void never(ClientScene scene, ErrorCode code) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
    terminal.send(Frames.error(terminal.stream(), code));
    requireEnd(terminal.viewer().awaitEnd(), code);
    terminal.peer().expectNone("ERROR-2", "an Attach after " + code, ClientFrame::hasAttach);
  }

  private static void requireEnd(Failed error, ErrorCode code) {
    if (error.getCode() != code) {
      throw Breach.of("ERROR-2", "the application is told " + error.getCode() + ", not " + code);
    }
  }

  private static void again(ClientScene scene, int code) {
    Terminals terminal = Terminals.open(scene);
    terminal.output(0, "here");
    terminal.viewer().expectOutput(0, "here");
    terminal.peer().barrier();
    terminal.send(Frames.error(terminal.stream(), code));
    Terminals again = terminal.on(terminal.peer());
    if (again.asked().getCursor().getOffset() != 4) {
      throw Breach.of("ERROR-2", "it goes on elsewhere: " + again.asked().getCursor());
    }
    again.attached(4);
    again.output(4, " again");
    terminal.viewer().expectOutput(4, " again");
  }

  private static void stateNever(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session.peer().send(Frames.error(stream, ErrorCode.ERROR_CODE_FORBIDDEN));
    requireEnd(subscription.awaitEnd(), ErrorCode.ERROR_CODE_FORBIDDEN);
    session.peer().expectNone("ERROR-2", "a Subscribe after FORBIDDEN", ClientFrame::hasSubscribe);
  }

  private static void stateLater(ClientScene scene) {
    scene.need(Capability.CAPABILITY_STATE);
    ClientScene.Session session = scene.session();
    Subscription subscription = session.client().subscribe();
    int stream = session.peer().expect(BodyCase.SUBSCRIBE).getStreamId();
    session
        .peer()
        .send(
            Frames.subscribedAnew(stream), Frames.part(stream, 3, true, Frames.whole("a", 3, "a")));
    subscription.expectView(3, Frames.whole("a", 3, "a"));
    session.peer().send(Frames.error(stream, ErrorCode.ERROR_CODE_STORAGE));
    ClientFrame subscribe = session.peer().expect(BodyCase.SUBSCRIBE);
    subscription.expectStill(3, Frames.whole("a", 3, "a"));
    int again = subscribe.getStreamId();
    long base = subscribe.getSubscribe().getCursor().getBase();
    session
        .peer()
        .send(
            Frames.subscribed(again, Frames.STATE_EPOCH, base == 0, base, base),
            Frames.part(again, 4, true, Frames.whole("a", 3, "a"), Frames.whole("b", 4, "b")));
    subscription.expectView(4, Frames.whole("a", 3, "a"), Frames.whole("b", 4, "b"));
  }
}
