package dev.muxwire.conformance.client.cases;

import static dev.muxwire.conformance.ConformanceCase.must;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import dev.muxwire.conformance.client.Frames;
import dev.muxwire.conformance.client.Viewer;
import dev.muxwire.conformance.client.peer.PeerConnection;
import dev.muxwire.conformance.proto.v1.Capability;
import dev.muxwire.proto.v1.ClientFrame.BodyCase;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Packets and frames, good and bad, and what a later version of the schema may bring. */
final class PacketCases {
  private static final int NO_FIELD = 15_000;
  private static final UnknownFieldSet UNKNOWN =
      UnknownFieldSet.newBuilder()
          .addField(
              NO_FIELD,
              UnknownFieldSet.Field.newBuilder()
                  .addLengthDelimited(ByteString.copyFromUtf8("of a later version"))
                  .build())
          .build();

  private PacketCases() {}

  static List<ConformanceCase<ClientScene>> all() {
    return List.of(
        must(
            "packet/frames/in-order",
            "PACKET-4",
            "handles the frames of a packet in order",
            PacketCases::inOrder),
        must(
            "packet/unknown-field/ignored",
            "STREAM-5",
            "ignores fields that it does not know",
            PacketCases::unknownField),
        must(
            "packet/unknown-body/on-stream",
            "STREAM-4 ERROR-2",
            "answers a body that it does not know with UNSUPPORTED on its stream alone",
            scene -> unknownBody(scene, UNKNOWN)),
        must(
            "packet/no-body/on-stream",
            "STREAM-4",
            "answers a frame without body with UNSUPPORTED on its stream alone",
            scene -> unknownBody(scene, UnknownFieldSet.getDefaultInstance())),
        must(
            "packet/unknown-body/on-connection",
            "STREAM-4",
            "answers a body that it does not know on stream 0, and goes on",
            PacketCases::unknownOnConnection),
        must(
            "packet/ended-stream/ignored",
            "STREAM-3",
            "ignores what still comes of a stream that it ended",
            PacketCases::endedStream),
        must(
            "packet/malformed/gives-up-connection",
            "PACKET-1",
            "gives a connection up that brings what is no packet, and resumes on another",
            scene ->
                givesUp(
                    scene,
                    peer -> peer.sendMessage(ByteString.copyFromUtf8("\377\377 no packet")))),
        must(
            "packet/text/gives-up-connection",
            "PACKET-1",
            "gives a connection up that brings a text message, and resumes on another",
            scene -> givesUp(scene, peer -> peer.sendText("no packet"))),
        must(
            "packet/oversized/gives-up-connection",
            "PACKET-2",
            "gives a connection up that brings a packet above the limit, and resumes on another",
            scene -> {
              scene.need(Capability.CAPABILITY_LIMITS);
              givesUp(scene, peer -> peer.send(Frames.output(1, 4, Frames.pattern(4, 64 << 10))));
            }),
        must(
            "packet/torn/resumes",
            "PACKET-1 OUTPUT-1",
            "resumes after a connection that was cut within a packet",
            scene ->
                givesUp(
                    scene, peer -> peer.sendTornPacket(Frames.output(1, 4, "never whole"), 9))));
  }

  private static int attached(PeerConnection peer) {
    int stream = peer.expect(BodyCase.ATTACH).getStreamId();
    peer.send(Frames.attached(stream, Frames.LOG_EPOCH, 0));
    return stream;
  }

  private static void inOrder(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session = scene.session();
    Viewer viewer = session.client().attach();
    int stream = session.peer().expect(BodyCase.ATTACH).getStreamId();
    session
        .peer()
        .send(
            Frames.attached(stream, Frames.LOG_EPOCH, 0),
            Frames.output(stream, 0, "one "),
            Frames.output(stream, 4, "two "),
            Frames.resized(stream, 8, 100, 30),
            Frames.output(stream, 8, "three"));
    viewer.expectOutput(0, "one two ");
    viewer.expectResized();
    viewer.expectOutput(8, "three");
  }

  private static void unknownField(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session =
        scene.session(connect -> connect, welcome -> welcome.setUnknownFields(UNKNOWN));
    Viewer viewer = session.client().attach();
    int stream = session.peer().expect(BodyCase.ATTACH).getStreamId();
    ServerFrame output = Frames.output(stream, 0, "here");
    session
        .peer()
        .send(
            Frames.attached(
                stream, Frames.attachedOf(Frames.LOG_EPOCH, 0).setUnknownFields(UNKNOWN)),
            output.toBuilder()
                .setOutput(output.getOutput().toBuilder().setUnknownFields(UNKNOWN))
                .setUnknownFields(UNKNOWN)
                .build());
    viewer.expectOutput(0, "here");
  }

  private static void unknownBody(ClientScene scene, UnknownFieldSet body) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    session.client().attach();
    int stream = attached(peer);
    Viewer other = session.client().attach(attach -> attach.setTerminalId("other"));
    int otherStream = attached(peer);
    peer.send(ServerFrame.newBuilder().setStreamId(stream).setUnknownFields(body).build());
    peer.expectError(stream, "STREAM-4", ErrorCode.ERROR_CODE_UNSUPPORTED);
    peer.send(Frames.output(otherStream, 0, "goes on"));
    other.expectOutput(0, "goes on");
  }

  private static void unknownOnConnection(ClientScene scene) {
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    peer.send(ServerFrame.newBuilder().setUnknownFields(UNKNOWN).build());
    peer.expectError(0, "STREAM-4", ErrorCode.ERROR_CODE_UNSUPPORTED);
    peer.expectOpen("STREAM-4");
  }

  private static void endedStream(ClientScene scene) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    ClientScene.Session session = scene.session();
    PeerConnection peer = session.peer();
    Viewer viewer = session.client().attach();
    int stream = attached(peer);
    peer.send(Frames.output(stream, 0, "here"));
    viewer.expectOutput(0, "here");
    viewer.close();
    peer.expect(stream, BodyCase.CLOSE_STREAM);
    peer.send(Frames.output(stream, 4, "too late"), Frames.exited(stream, 12, 0));
    peer.expectNone(
        "STREAM-3",
        "an answer to what came on a stream that ended",
        frame -> frame.hasError() || frame.getStreamId() == stream);
    peer.expectOpen("STREAM-3");
  }

  private interface Misdeed {
    void on(PeerConnection peer);
  }

  private static void givesUp(ClientScene scene, Misdeed misdeed) {
    scene.need(Capability.CAPABILITY_TERMINALS);
    boolean small = scene.has(Capability.CAPABILITY_LIMITS);
    ClientScene.Session session =
        scene.session(
            connect ->
                small ? connect.setMaxPacketBytes(4 << 10).setWindowBytes(256 << 10) : connect,
            welcome -> welcome);
    PeerConnection peer = session.peer();
    Viewer viewer = session.client().attach();
    int stream = attached(peer);
    peer.send(Frames.output(stream, 0, "here"));
    viewer.expectOutput(0, "here");
    misdeed.on(peer);
    peer.awaitEnd();
    PeerConnection second = scene.welcomed();
    int again = second.expect(BodyCase.ATTACH).getStreamId();
    second.send(Frames.attached(again, Frames.LOG_EPOCH, 4), Frames.output(again, 4, " again"));
    viewer.expectOutput(4, " again");
  }
}
