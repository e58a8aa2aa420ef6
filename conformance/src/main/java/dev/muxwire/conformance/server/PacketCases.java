package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.ping;
import static dev.muxwire.conformance.server.Frames.record;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.require;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Script;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Tab;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Packets and frames: what is one, how large it may be, and what a server does not know. */
final class PacketCases {
  private static final int UNKNOWN_FIELD = 9_000;
  private static final int DEFAULT_PACKET_BYTES = 64 << 10;

  private PacketCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "packet/text-message",
            "PACKET-1",
            "a text message ends the connection with 1003",
            scene -> {
              Peer peer = scene.welcomed();
              peer.sendText("hello");
              peer.closes(1003);
            }),
        must(
            "packet/garbage",
            "PACKET-1 PROTOCOL#close-codes",
            "bytes that are no packet are MALFORMED, 1002",
            malformed("no packet at all, for sure".getBytes(StandardCharsets.US_ASCII))),
        must(
            "packet/truncated",
            "PACKET-1 PROTOCOL#close-codes",
            "a packet that breaks off is MALFORMED, 1002",
            malformed(Arrays.copyOf(packet(ping(1L << 40)), 6))),
        must(
            "packet/in-fragments",
            "PACKET-1",
            "a message in several WebSocket fragments is one packet",
            scene -> {
              Peer peer = scene.workspace().peer();
              long seq = peer.nextRequest();
              ClientFrame list =
                  zero()
                      .setListWorkspaces(
                          dev.muxwire.proto.v1.ListWorkspaces.newBuilder().setRequestSeq(seq))
                      .build();
              peer.sendInFragments(list, 1);
              require(peer.answer(seq).hasWorkspaceList(), "a fragmented request is answered");
            }),
        size("at-limit", 64 << 10, 0),
        size("over-limit", 64 << 10, 1),
        size("at-small-limit", 4 << 10, 0),
        size("over-small-limit", 4 << 10, 1),
        must(
            "packet/order",
            "PACKET-4",
            "the frames of one packet take effect in their order",
            PacketCases::order),
        must(
            "packet/frame-without-body",
            "STREAM-4",
            "a frame without body is UNSUPPORTED, and on stream 0 ends nothing",
            unknown(0, ClientFrame.getDefaultInstance())),
        must(
            "packet/unknown-body/connection",
            "STREAM-4",
            "an unknown body on stream 0 is UNSUPPORTED, and ends nothing",
            unknown(0, withUnknown(ClientFrame.getDefaultInstance()))),
        must(
            "packet/unknown-body/new-stream",
            "STREAM-4 ERROR-2",
            "an unknown body on a new stream is UNSUPPORTED on that stream alone",
            unknown(4, withUnknown(stream(4).build()))),
        must(
            "packet/unknown-body/open-stream",
            "STREAM-4 STREAM-2",
            "an unknown body on an open stream ends that stream with UNSUPPORTED",
            scene -> {
              Workspace workspace = scene.workspace();
              Peer peer = workspace.peer();
              peer.send(subscribe(1, workspace.name()));
              peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
              peer.send(withUnknown(stream(1).build()));
              peer.endsWith(1, ErrorCode.ERROR_CODE_UNSUPPORTED);
              workspace.apply(Frames.create("tab", Frames.tab("after")));
              peer.silent(1);
            }),
        unknownField("packet", () -> packetWithUnknown(ping(1_001))),
        unknownField("frame", () -> packet(withUnknown(ping(1_001)))),
        unknownField(
            "body",
            () ->
                packet(
                    zero()
                        .setPing(withUnknown(Ping.newBuilder().setNonce(1_001).build()))
                        .build())),
        must(
            "packet/unknown-field/kept",
            "STREAM-5 ENTITY-4",
            "a field of an entity that the server does not know is kept, and comes back",
            PacketCases::unknownFieldKept),
        must(
            "packet/unknown-error-code",
            "ERROR-1 STREAM-2",
            "an Error with a code that the server does not know ends its stream, and nothing else",
            PacketCases::unknownErrorCode));
  }

  private static byte[] packet(ClientFrame... frames) {
    return ClientPacket.newBuilder().addAllFrames(List.of(frames)).build().toByteArray();
  }

  private static byte[] packetWithUnknown(ClientFrame frame) {
    return withUnknown(ClientPacket.newBuilder().addFrames(frame).build()).toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static <M extends Message> M withUnknown(M message) {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                UNKNOWN_FIELD,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("from a later version"))
                    .build())
            .build();
    return (M) message.toBuilder().setUnknownFields(unknown).build();
  }

  private static Script<ServerScene> malformed(byte[] bytes) {
    return scene -> {
      Peer peer = scene.welcomed();
      peer.sendBytes(bytes);
      peer.refused(0, ErrorCode.ERROR_CODE_MALFORMED);
      peer.closes(1002);
    };
  }

  private static Script<ServerScene> unknown(int stream, ClientFrame frame) {
    return scene -> {
      Peer peer = scene.welcomed();
      peer.send(frame);
      peer.refused(stream, ErrorCode.ERROR_CODE_UNSUPPORTED);
      peer.alive();
    };
  }

  private static ConformanceCase<ServerScene> unknownField(
      String where, java.util.function.Supplier<byte[]> packet) {
    return must(
        "packet/unknown-field/" + where,
        "STREAM-5",
        "an unknown field of a " + where + " is ignored",
        scene -> {
          Peer peer = scene.welcomed();
          peer.expectPong(1_001, packet.get());
          peer.silent(0);
        });
  }

  private static ConformanceCase<ServerScene> size(String name, int limit, int over) {
    return must(
        "packet/size/" + name,
        "PACKET-2",
        over == 0
            ? "a packet of exactly " + limit + " bytes is taken"
            : "a packet of one byte more than " + limit + " ends the connection with 1009",
        scene -> {
          Limits limits = Limits.newBuilder().setMaxPacketBytes(limit).build();
          Peer peer = scene.welcomed(hello(scene.token()).setLimits(limits));
          int told = peer.welcome().getLimits().getMaxPacketBytes();
          int negotiated = told == 0 ? DEFAULT_PACKET_BYTES : told;
          byte[] packet = padded(ping(1_001), negotiated + over);
          if (over == 0) {
            peer.expectPong(1_001, packet);
          } else {
            peer.sendBytes(packet);
            peer.closes(1009);
          }
        });
  }

  /** A packet of this size, with one frame and an unknown field that fills it. */
  private static byte[] padded(ClientFrame frame, int bytes) {
    byte[] plain = packet(frame);
    int overhead =
        UnknownFieldSet.newBuilder()
                .addField(UNKNOWN_FIELD, filling(bytes / 2))
                .build()
                .getSerializedSize()
            - bytes / 2;
    int filling = bytes - plain.length - overhead;
    ClientPacket padded =
        ClientPacket.newBuilder()
            .addFrames(frame)
            .setUnknownFields(
                UnknownFieldSet.newBuilder().addField(UNKNOWN_FIELD, filling(filling)).build())
            .build();
    if (padded.getSerializedSize() != bytes) {
      throw new IllegalStateException("not padded to " + bytes);
    }
    return padded.toByteArray();
  }

  private static UnknownFieldSet.Field filling(int bytes) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
        .build();
  }

  private static void order(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Peer peer = workspace.peer();
    var create = workspace.batch(Frames.create("tab", Frames.tab("first")));
    var patch = workspace.batch(Frames.patch("tab", Frames.tab("second")));
    var remove = workspace.batch(Frames.remove("tab"));
    peer.send(
        zero().setMutate(create).build(),
        zero().setMutate(patch).build(),
        zero().setMutate(remove).build());
    long latest = 0;
    for (var batch : List.of(create, patch, remove)) {
      MutateResult result = peer.answer(batch.getRequest().getRequestSeq()).getMutateResult();
      require(!result.hasFailure(), "a batch was applied out of its order");
      require(result.getRevision() > latest, "revisions do not rise in the order of the frames");
      latest = result.getRevision();
    }
  }

  private static void unknownFieldKept(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Record fromLater = withUnknown(Record.newBuilder().setType("note").build());
    workspace.apply(Frames.create("note", record(fromLater.toBuilder())));
    requireUnknown(workspace.readOne("note").getBody().getRecord());
    workspace.apply(
        Frames.patch("note", record(Record.newBuilder().putAttributes("color", "red"))));
    Record after = workspace.readOne("note").getBody().getRecord();
    requireUnknown(after);
    ServerScene.same("red", after.getAttributesOrDefault("color", ""), "the attribute");
    Peer reader = scene.welcomed();
    reader.send(subscribe(1, workspace.name()));
    reader.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
    requireUnknown(
        reader
            .expect(1, ServerFrame.BodyCase.STATE_PART)
            .getStatePart()
            .getChanges(0)
            .getBody()
            .getRecord());
  }

  private static void requireUnknown(Record record) {
    require(
        record.getUnknownFields().hasField(UNKNOWN_FIELD), "a field from a later version is lost");
  }

  private static void unknownErrorCode(ServerScene scene) {
    Workspace workspace = scene.workspace();
    Peer peer = workspace.peer();
    peer.send(subscribe(1, workspace.name()), subscribe(2, workspace.name()));
    peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
    peer.expect(1, ServerFrame.BodyCase.STATE_PART);
    peer.send(stream(1).setError(Error.newBuilder().setCodeValue(900).setMessage("of later")));
    peer.alive();
    workspace.apply(Frames.create("tab", Frames.tab("after")));
    peer.find(
        2,
        "the part with the new tab",
        frame ->
            frame.getStatePart().getChangesList().stream()
                .anyMatch(change -> change.getBody().getKindCase().getNumber() == 1));
    peer.silent(1);
    ServerScene.same(
        "after",
        workspace.readOne("tab").getBody().getTab().getTitle(),
        Tab.getDescriptor().getName());
  }
}
