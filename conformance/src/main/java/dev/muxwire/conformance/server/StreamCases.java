package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.attach;
import static dev.muxwire.conformance.server.Frames.closeStream;
import static dev.muxwire.conformance.server.Frames.credit;
import static dev.muxwire.conformance.server.Frames.input;
import static dev.muxwire.conformance.server.Frames.pause;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.ServerScene.require;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.Resize;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SetFocus;
import dev.muxwire.proto.v1.Signal;
import java.util.List;

/** Streams: their ids, their lives, and that the trouble of one is its own. */
final class StreamCases {
  private static final int MOST_STREAMS = 256;

  private StreamCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "stream/id/in-use",
            "STREAM-1",
            "an id that is in use ends that stream with STREAM_INVALID",
            scene -> {
              Workspace workspace = subscribed(scene, 1);
              workspace.peer().send(subscribe(1, workspace.name()));
              workspace.peer().endsWith(1, ErrorCode.ERROR_CODE_STREAM_INVALID);
              workspace.peer().alive();
            }),
        must(
            "stream/id/used-before",
            "STREAM-1",
            "an id that was used before is STREAM_INVALID",
            scene -> {
              Workspace workspace = subscribed(scene, 1);
              workspace.peer().send(closeStream(1));
              workspace.peer().alive();
              workspace.peer().send(subscribe(2, workspace.name()));
              workspace.peer().expect(2, ServerFrame.BodyCase.SUBSCRIBED);
              workspace.peer().send(subscribe(1, workspace.name()));
              workspace.peer().endsWith(1, ErrorCode.ERROR_CODE_STREAM_INVALID);
              workspace.peer().alive();
            }),
        must(
            "stream/id/not-rising",
            "STREAM-1",
            "an id below one that was used is STREAM_INVALID",
            scene -> {
              Workspace workspace = subscribed(scene, 7);
              workspace.peer().send(subscribe(6, workspace.name()));
              workspace.peer().refused(6, ErrorCode.ERROR_CODE_STREAM_INVALID);
              workspace.peer().alive();
            }),
        must(
            "stream/id/with-gaps",
            "STREAM-1",
            "ids may leave gaps, up to the largest of 32 bits",
            scene -> {
              Workspace workspace = subscribed(scene, 40);
              workspace.peer().send(subscribe(Integer.MAX_VALUE, workspace.name()));
              workspace.peer().expect(Integer.MAX_VALUE, ServerFrame.BodyCase.SUBSCRIBED);
            }),
        neverOpened("input", input(1, 1, "x")),
        neverOpened("resize", stream(1).setResize(Resize.getDefaultInstance()).build()),
        neverOpened("credit", credit(1, 1 << 20)),
        wrongKind("input", input(1, 1, "x")),
        wrongKind("signal", stream(1).setSignal(Signal.newBuilder().setName("INT")).build()),
        wrongKind("focus", stream(1).setSetFocus(SetFocus.getDefaultInstance()).build()),
        wrongKind("output", stream(1).setPublishOutput(PublishOutput.getDefaultInstance()).build()),
        must(
            "stream/ended/frames-ignored",
            "STREAM-3",
            "frames on a stream that the client closed are ignored",
            scene -> {
              Workspace workspace = subscribed(scene, 1);
              Peer peer = workspace.peer();
              peer.send(closeStream(1));
              peer.send(credit(1, 1 << 20), pause(1), closeStream(1), input(1, 1, "late"));
              peer.silent(0);
              peer.alive();
            }),
        must(
            "stream/ended/by-error-frames-ignored",
            "STREAM-3 STREAM-2",
            "frames on a stream that the server ended are ignored",
            scene -> {
              Peer peer = scene.welcomed();
              peer.send(subscribe(1, scene.newName()));
              peer.refused(1, ErrorCode.ERROR_CODE_NOT_FOUND);
              peer.send(credit(1, 1 << 20), pause(1), input(1, 1, "late"), closeStream(1));
              peer.silent(1);
            }),
        must(
            "stream/close/nothing-follows",
            "STREAM-2",
            "after CloseStream nothing more comes on the stream",
            scene -> {
              Workspace workspace = subscribed(scene, 1);
              Peer peer = workspace.peer();
              peer.find(1, "the first state", f -> f.getStatePart().getConsistent());
              peer.send(closeStream(1));
              peer.alive();
              peer.send(subscribe(2, workspace.name()));
              workspace.apply(Frames.create("tab", Frames.tab("after")));
              peer.find(2, "the new tab", f -> f.getStatePart().getChangesCount() > 0);
              peer.silent(1);
            }),
        must(
            "stream/trouble/neighbours-live",
            "ERROR-2",
            "the trouble of one stream ends no other stream and no request",
            StreamCases::neighbours),
        must(
            "stream/not-found/workspace",
            "ERROR-2 STREAM-2",
            "a stream of a workspace that is not there is NOT_FOUND",
            scene -> {
              Peer peer = scene.welcomed();
              peer.send(subscribe(1, scene.newName()));
              peer.refused(1, ErrorCode.ERROR_CODE_NOT_FOUND);
              peer.alive();
            }),
        must(
            "stream/limit/at-and-over",
            "PROTOCOL#limits ERROR-2",
            "as many streams as Welcome tells may be open; one more is LIMIT_EXCEEDED",
            StreamCases::limit));
  }

  /** A workspace whose connection has this stream open. */
  private static Workspace subscribed(ServerScene scene, int stream) {
    Workspace workspace = scene.workspace();
    workspace.peer().send(subscribe(stream, workspace.name()));
    workspace.peer().expect(stream, ServerFrame.BodyCase.SUBSCRIBED);
    return workspace;
  }

  private static ConformanceCase<ServerScene> neverOpened(String name, ClientFrame frame) {
    return must(
        "stream/never-opened/" + name,
        "STREAM-1",
        "a stream whose first frame opens nothing (" + name + ") is STREAM_INVALID",
        scene -> {
          Peer peer = scene.welcomed();
          peer.send(frame);
          peer.refused(1, ErrorCode.ERROR_CODE_STREAM_INVALID);
          peer.alive();
        });
  }

  private static ConformanceCase<ServerScene> wrongKind(String name, ClientFrame frame) {
    return must(
        "stream/wrong-kind/" + name,
        "STREAM-2 ERROR-2",
        "a frame of another kind of stream ("
            + name
            + " on a state stream) ends the stream with"
            + " STREAM_INVALID",
        scene -> {
          Workspace workspace = subscribed(scene, 1);
          workspace.peer().send(frame);
          workspace.peer().endsWith(1, ErrorCode.ERROR_CODE_STREAM_INVALID);
          workspace.peer().alive();
        });
  }

  private static void neighbours(ServerScene scene) {
    Workspace workspace = subscribed(scene, 1);
    Peer peer = workspace.peer();
    peer.send(stream(2).setAttach(attach(workspace.name(), "none")));
    peer.refused(2, ErrorCode.ERROR_CODE_NOT_FOUND);
    peer.send(subscribe(3, scene.newName()));
    peer.refused(3, ErrorCode.ERROR_CODE_NOT_FOUND);
    long seq = peer.nextRequest();
    peer.send(Frames.get(seq, scene.newName(), List.of()));
    peer.refusedRequest(seq, ErrorCode.ERROR_CODE_NOT_FOUND);
    long revision = workspace.apply(Frames.create("tab", Frames.tab("after")));
    peer.find(1, "the part through " + revision, f -> f.getStatePart().getThrough() >= revision);
  }

  private static void limit(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Peer peer = workspace.peer();
    int told = peer.welcome().getLimits().getMaxStreams();
    int most = told == 0 ? MOST_STREAMS : told;
    for (int id = 1; id <= most; id++) {
      peer.send(subscribe(id, workspace.name()));
    }
    peer.expect(most, ServerFrame.BodyCase.SUBSCRIBED);
    peer.send(subscribe(most + 1, workspace.name()));
    var error = peer.refused(most + 1, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    require(error.getLimit() == most, "the Error tells the limit " + error.getLimit());
    peer.send(closeStream(1));
    peer.send(subscribe(most + 2, workspace.name()));
    peer.expect(most + 2, ServerFrame.BodyCase.SUBSCRIBED);
  }
}
