package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import java.util.List;

/** Fetching history. */
final class ScrollbackCases {
  private ScrollbackCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "scrollback/bytes/whole",
            "OUTPUT-1",
            "fetches a range of bytes, as history, and tells its end",
            ScrollbackCases::bytes),
        must(
            "scrollback/bytes/skipped",
            "OUTPUT-1",
            "tells what of a range is gone",
            ScrollbackCases::skipped),
        must(
            "scrollback/bytes/resumed",
            "OUTPUT-1",
            "goes on after a cut with what is missing",
            ScrollbackCases::resumed),
        must(
            "scrollback/cancel/closes-stream",
            "STREAM-2",
            "ends the stream when the application cancels",
            ScrollbackCases::cancel),
        must(
            "scrollback/error/told",
            "ERROR-2",
            "tells the application why it cannot fetch",
            ScrollbackCases::error),
        must(
            "scrollback/lines/whole",
            "LINES-1 LINES-3",
            "fetches lines, and tells the number of the first",
            ScrollbackCases::lines),
        must(
            "scrollback/lines/without-feature",
            "LINES-1",
            "tells UNSUPPORTED when the server has no feature scrollback-lines, and asks nothing",
            ScrollbackCases::withoutFeature));
  }

  private static ByteRange range(long from, long to) {
    return ByteRange.newBuilder().setFrom(from).setTo(to).build();
  }

  private static FetchScrollback asked(ClientFrame frame) {
    return frame.getFetchScrollback();
  }

  private static void bytes(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().fetch(fetch -> fetch.setBytes(range(100, 110)));
    ClientFrame frame = session.peer().expect(BodyCase.FETCH_SCROLLBACK);
    if (!asked(frame).getBytes().equals(range(100, 110))
        || !asked(frame).getTerminalId().equals("t")
        || asked(frame).getWithTimes()) {
      throw Breach.of("OUTPUT-1", "it asks for another range: " + asked(frame));
    }
    int stream = frame.getStreamId();
    session
        .peer()
        .send(
            Frames.page(stream, 100, "01234"),
            Frames.page(stream, 105, "56789"),
            Frames.closeStream(stream));
    viewer.expectHistory(100, "01234", true);
    viewer.expectHistory(105, "56789", true);
    viewer.expectComplete();
  }

  private static void skipped(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().fetch(fetch -> fetch.setBytes(range(0, 110)));
    int stream = session.peer().expect(BodyCase.FETCH_SCROLLBACK).getStreamId();
    session
        .peer()
        .send(
            Frames.skipped(stream, 0, 105, SkipReason.SKIP_REASON_RETENTION),
            Frames.page(stream, 105, "56789"),
            Frames.closeStream(stream));
    viewer.expectSkipped(0, 105, SkipReason.SKIP_REASON_RETENTION);
    viewer.expectOutput(105, "56789");
    viewer.expectComplete();
  }

  private static void resumed(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().fetch(fetch -> fetch.setBytes(range(100, 110)));
    int stream = session.peer().expect(BodyCase.FETCH_SCROLLBACK).getStreamId();
    session.peer().send(Frames.page(stream, 100, "01234"));
    viewer.expectOutput(100, "01234");
    session.peer().barrier();
    session.peer().cut();
    PeerConnection second = scene.welcomed();
    ClientFrame frame = second.expect(BodyCase.FETCH_SCROLLBACK);
    if (!asked(frame).getBytes().equals(range(105, 110))) {
      throw Breach.of("OUTPUT-1", "it goes on with " + asked(frame).getBytes());
    }
    int again = frame.getStreamId();
    second.send(Frames.page(again, 105, "56789"), Frames.closeStream(again));
    viewer.expectOutput(105, "56789");
    viewer.expectComplete();
  }

  private static void cancel(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().fetch(fetch -> fetch.setBytes(range(0, 0)));
    int stream = session.peer().expect(BodyCase.FETCH_SCROLLBACK).getStreamId();
    session.peer().send(Frames.page(stream, 0, "01234"));
    viewer.expectOutput(0, "01234");
    viewer.close();
    session.peer().expect(stream, BodyCase.CLOSE_STREAM);
  }

  private static void error(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().fetch(fetch -> fetch.setBytes(range(0, 0)));
    int stream = session.peer().expect(BodyCase.FETCH_SCROLLBACK).getStreamId();
    session.peer().send(Frames.error(stream, ErrorCode.ERROR_CODE_NOT_FOUND));
    ErrorCode told = viewer.awaitEnd().getCode();
    if (told != ErrorCode.ERROR_CODE_NOT_FOUND) {
      throw Breach.of("ERROR-2", "the application is told " + told);
    }
  }

  private static ServerFrame page(int stream, ScrollbackPage.Builder page) {
    return ServerFrame.newBuilder().setStreamId(stream).setScrollbackPage(page).build();
  }

  private static void lines(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK_LINES);
    ClientScene.Session session = scene.session();
    LineRange range = LineRange.newBuilder().setLine(7).setBefore(2).setAfter(1).build();
    Viewer viewer = session.client().fetch(fetch -> fetch.setLines(range));
    ClientFrame frame = session.peer().expect(BodyCase.FETCH_SCROLLBACK);
    if (!asked(frame).getLines().equals(range)) {
      throw Breach.of("LINES-1", "it asks for other lines: " + asked(frame).getLines());
    }
    int stream = frame.getStreamId();
    var data = com.google.protobuf.ByteString.copyFromUtf8("five\nsix\nseven\n");
    session
        .peer()
        .send(
            page(stream, ScrollbackPage.newBuilder().setOffset(50).setFirstLine(5).setEndLine(8)),
            page(stream, ScrollbackPage.newBuilder().setOffset(50).setData(data).setFirstLine(5)),
            Frames.closeStream(stream));
    DriverEvent first =
        viewer.told().await("LineNumber", event -> event.getTerminal().hasLineNumber());
    var number = first.getTerminal().getLineNumber();
    if (number.getLine() != 5 || number.getOffset() != 50) {
      throw Breach.of("LINES-3", "the application is told that it begins with " + number);
    }
    viewer.expectOutput(50, data);
    viewer.expectComplete();
  }

  private static void withoutFeature(ClientScene scene) {
    scene.need(Capability.CAPABILITY_SCROLLBACK_LINES);
    ClientScene.Session session =
        scene.session(connect -> connect, welcome -> welcome.clearFeatures());
    Viewer viewer =
        session.client().fetch(fetch -> fetch.setLines(LineRange.newBuilder().setBefore(1)));
    ErrorCode told = viewer.awaitEnd().getCode();
    if (told != ErrorCode.ERROR_CODE_UNSUPPORTED) {
      throw Breach.of("LINES-1", "the application is told " + told);
    }
  }
}
