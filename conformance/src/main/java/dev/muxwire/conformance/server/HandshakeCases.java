package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.ConformanceCase.should;
import static dev.muxwire.conformance.server.Frames.hello;
import static dev.muxwire.conformance.server.Frames.ping;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Script;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Welcome;
import java.util.List;
import java.util.function.Consumer;

/** The handshake: who comes first, what it may hold, versions, limits, tokens, identities. */
final class HandshakeCases {
  private static final int HELLO_WITHIN_SECONDS = 5;
  private static final int HELLO_BYTES = 8 << 10;
  private static final int SMALLEST_PACKET_BYTES = 4 << 10;
  private static final int LARGEST_PACKET_BYTES = 1 << 20;
  private static final int DEFAULT_PACKET_BYTES = 64 << 10;
  private static final int UNKNOWN_FIELD = 9_000;

  private HandshakeCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        must(
            "handshake/welcome",
            "HELLO-5",
            "Hello is answered by Welcome with version, limits, identity and server_epoch",
            HandshakeCases::welcome),
        must(
            "handshake/before-hello/ping",
            "HELLO-1",
            "a Ping before Hello is UNAUTHENTICATED, 4401",
            first(ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401, ping(1))),
        must(
            "handshake/before-hello/stream",
            "HELLO-1",
            "a stream before Hello is UNAUTHENTICATED, 4401",
            first(ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401, subscribe(1, "main"))),
        must(
            "handshake/before-hello/request",
            "HELLO-1",
            "a request before Hello is UNAUTHENTICATED, 4401",
            first(
                ErrorCode.ERROR_CODE_UNAUTHENTICATED,
                4401,
                zero().setListWorkspaces(ListWorkspaces.newBuilder().setRequestSeq(1)).build())),
        must(
            "handshake/hello-alone",
            "HELLO-2",
            "Hello with another frame in its packet is refused, and the connection closed",
            scene -> {
              Peer peer = scene.connected();
              peer.send(helloFrame(scene, hello -> {}), ping(1));
              peer.refused(0, ErrorCode.ERROR_CODE_UNAUTHENTICATED);
              peer.closes(4401);
            }),
        must(
            "handshake/hello-in-chunks",
            "HELLO-2 CHUNK-7",
            "Hello in chunks is refused, and the connection closed",
            scene -> {
              Peer peer = scene.connected();
              peer.send(peer.chunks(helloFrame(scene, hello -> {}), 8).get(0));
              peer.refused(0, ErrorCode.ERROR_CODE_UNAUTHENTICATED);
              peer.closes(4401);
            }),
        must(
            "handshake/hello-size/at-limit",
            "HELLO-2 STREAM-5",
            "a packet with Hello of exactly 8 KiB, padded by an unknown field, is taken",
            scene -> {
              Peer peer = scene.connected();
              peer.sendBytes(paddedHello(scene, HELLO_BYTES));
              peer.expectWelcome();
            }),
        must(
            "handshake/hello-size/over-limit",
            "HELLO-2 PACKET-2",
            "one byte more is LIMIT_EXCEEDED, 4429",
            scene -> {
              Peer peer = scene.connected();
              peer.sendBytes(paddedHello(scene, HELLO_BYTES + 1));
              peer.refused(0, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
              peer.closes(4429);
            }),
        must(
            "handshake/no-hello",
            "HELLO-3",
            "who says nothing for 5 s is TIMED_OUT, 4408",
            scene -> {
              Peer peer = scene.connected();
              peer.waitLonger(HELLO_WITHIN_SECONDS);
              peer.refused(0, ErrorCode.ERROR_CODE_TIMED_OUT);
              peer.closes(4408);
            }),
        must(
            "handshake/second-hello",
            "HELLO-1 PROTOCOL#close-codes",
            "a second Hello is MALFORMED, 1002",
            scene -> {
              Peer peer = scene.welcomed();
              peer.send(helloFrame(scene, hello -> {}));
              peer.refused(0, ErrorCode.ERROR_CODE_MALFORMED);
              peer.closes(1002);
            }),
        must(
            "handshake/early-stream",
            "HELLO-4",
            "a stream that follows Hello at once, before Welcome, is served",
            HandshakeCases::earlyStream),
        must(
            "handshake/version/future-only",
            "HELLO-5 PROTOCOL#handshake",
            "a client that speaks version 2 alone is refused with VERSION, 4426",
            refusedHello(
                ErrorCode.ERROR_CODE_VERSION, 4426, hello -> hello.setVersion(2).setMinVersion(2))),
        must(
            "handshake/version/range",
            "HELLO-5 PROTOCOL#handshake",
            "a client that speaks versions 1 to 9 is welcomed with version 1",
            scene -> {
              Welcome welcome = scene.connected().greet(hello(scene.token()).setVersion(9).build());
              same(1, welcome.getVersion(), "the version");
            }),
        limit("smallest", SMALLEST_PACKET_BYTES, "4 KiB"),
        limit("between", 10_000, "10,000 bytes"),
        limit("default", 0, "0, which is 64 KiB"),
        limit("largest", LARGEST_PACKET_BYTES, "1 MiB"),
        must(
            "handshake/limits/below-smallest",
            "PROTOCOL#handshake",
            "a max_packet_bytes below 4 KiB is INVALID_ARGUMENT, and the connection ends",
            scene -> {
              Peer peer = scene.connected();
              peer.send(helloFrame(scene, packets(SMALLEST_PACKET_BYTES - 1)));
              peer.refused(0, ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
              peer.closes(1002);
            }),
        must(
            "handshake/features/unknown",
            "HELLO-5 STREAM-5",
            "a feature that the server does not know is left out of Welcome",
            scene -> {
              Peer peer = scene.welcomed(hello(scene.token()).addFeatures("no-such-feature"));
              require(peer.welcome().getFeaturesCount() == 0, "Welcome names a feature");
            }),
        must(
            "handshake/token/missing",
            "PROTOCOL#handshake",
            "no token is UNAUTHENTICATED, 4401",
            refusedHello(ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401, hello -> hello.clearToken())),
        must(
            "handshake/token/unknown",
            "PROTOCOL#handshake",
            "an unknown token is UNAUTHENTICATED, 4401, and is not repeated in the message",
            scene -> {
              Peer peer = scene.connected();
              peer.send(helloFrame(scene, hello -> hello.setToken("not-a-token-of-yours")));
              String said = peer.refused(0, ErrorCode.ERROR_CODE_UNAUTHENTICATED).getMessage();
              require(!said.contains("not-a-token-of-yours"), "the message repeats the token");
              peer.closes(4401);
            }),
        must(
            "handshake/identity/kept",
            "IDENTITY-1",
            "an identity that comes back is kept",
            scene -> {
              ClientIdentity mine = scene.welcomed().identity();
              Peer back = scene.welcomed(hello(scene.token()).setIdentity(mine));
              same(mine.getClientId(), back.identity().getClientId(), "the client_id");
              require(
                  !back.welcome().getIdentityReset(), "identity_reset was told of a good identity");
            }),
        should(
            "handshake/identity/not-told-again",
            "IDENTITY-3",
            "an identity that is accepted is not told again",
            scene -> {
              ClientIdentity mine = scene.welcomed().identity();
              Welcome back = scene.welcomed(hello(scene.token()).setIdentity(mine)).welcome();
              require(!back.hasIdentity(), "Welcome repeats what Hello brought");
            }),
        must(
            "handshake/identity/wrong-secret",
            "IDENTITY-1",
            "an identity with another secret is replaced, and identity_reset says so",
            scene -> {
              ClientIdentity mine = scene.welcomed().welcome().getIdentity();
              replaced(scene, mine.toBuilder().setSecret(ByteString.copyFromUtf8("guess")).build());
            }),
        must(
            "handshake/identity/unknown",
            "IDENTITY-1",
            "an identity that was never issued is replaced, and identity_reset says so",
            scene ->
                replaced(
                    scene,
                    ClientIdentity.newBuilder()
                        .setClientId("never-issued")
                        .setSecret(ByteString.copyFromUtf8("secret"))
                        .build())),
        must(
            "handshake/identity/own",
            "IDENTITY-2",
            "two clients that ask for an identity get two, and no reset",
            scene -> {
              Welcome one = scene.welcomed().welcome();
              Welcome other = scene.welcomed().welcome();
              require(
                  !one.getIdentity().getClientId().equals(other.getIdentity().getClientId()),
                  "two clients got the same identity");
              require(!one.getIdentityReset(), "identity_reset was told of no identity");
            }));
  }

  private static Script<ServerScene> first(ErrorCode code, int closeCode, ClientFrame frame) {
    return scene -> {
      Peer peer = scene.connected();
      peer.send(frame);
      peer.refused(0, code);
      peer.closes(closeCode);
    };
  }

  private static Script<ServerScene> refusedHello(
      ErrorCode code, int closeCode, Consumer<Hello.Builder> change) {
    return scene -> first(code, closeCode, helloFrame(scene, change)).play(scene);
  }

  private static ClientFrame helloFrame(ServerScene scene, Consumer<Hello.Builder> change) {
    Hello.Builder hello = hello(scene.token());
    change.accept(hello);
    return zero().setHello(hello).build();
  }

  private static Consumer<Hello.Builder> packets(int bytes) {
    return hello -> hello.setLimits(Limits.newBuilder().setMaxPacketBytes(bytes));
  }

  private static ConformanceCase<ServerScene> limit(String name, int wanted, String inWords) {
    return must(
        "handshake/limits/" + name,
        "PACKET-2 PROTOCOL#handshake",
        "a client that takes packets of " + inWords + " is told the smaller of both limits",
        scene -> {
          Hello.Builder hello = hello(scene.token());
          packets(wanted).accept(hello);
          Welcome welcome = scene.connected().greet(hello.build());
          int told = welcome.getLimits().getMaxPacketBytes();
          int mine = wanted == 0 ? DEFAULT_PACKET_BYTES : wanted;
          require(
              (told == 0 ? DEFAULT_PACKET_BYTES : told) <= mine,
              "Welcome tells " + told + " bytes, the client takes " + mine);
          require(
              told == 0 || told >= SMALLEST_PACKET_BYTES, "Welcome tells less than 4 KiB: " + told);
          require(mine > SMALLEST_PACKET_BYTES || told == mine, "4 KiB is what both can take");
        });
  }

  private static byte[] paddedHello(ServerScene scene, int bytes) {
    ClientFrame plain = helloFrame(scene, hello -> {});
    int padding = bytes - packet(plain, 0).length;
    byte[] padded = packet(plain, padding);
    while (padded.length != bytes) { // tags and lengths take bytes too
      padding += Integer.signum(bytes - padded.length);
      padded = packet(plain, padding);
    }
    return padded;
  }

  private static byte[] packet(ClientFrame frame, int paddingBytes) {
    if (paddingBytes > 0) {
      ByteString padding = ByteString.copyFrom(new byte[paddingBytes]);
      UnknownFieldSet unknown =
          UnknownFieldSet.newBuilder()
              .addField(
                  UNKNOWN_FIELD,
                  UnknownFieldSet.Field.newBuilder().addLengthDelimited(padding).build())
              .build();
      Hello hello = frame.getHello().toBuilder().setUnknownFields(unknown).build();
      frame = frame.toBuilder().setHello(hello).build();
    }
    return ClientPacket.newBuilder().addFrames(frame).build().toByteArray();
  }

  private static void welcome(ServerScene scene) {
    Welcome welcome = scene.welcomed().welcome();
    same(1, welcome.getVersion(), "the version");
    require(welcome.getServerEpoch() != 0, "Welcome tells no server_epoch");
    String id = welcome.getIdentity().getClientId();
    require(!id.isEmpty(), "Welcome brings no identity");
    require(
        id.length() <= 32 && id.chars().allMatch(c -> c > ' ' && c < 127),
        "a client_id is at most 32 bytes of printable ASCII, not " + id);
    int secret = welcome.getIdentity().getSecret().size();
    require(secret > 0 && secret <= 64, "a secret has 1 to 64 bytes, not " + secret);
    require(welcome.getGrantsCount() > 0, "Welcome tells no grants");
  }

  private static void earlyStream(ServerScene scene) {
    Workspace workspace = scene.workspace();
    workspace.apply(Frames.create("tab", Frames.tab("early")));
    Peer peer = scene.connected();
    peer.send(helloFrame(scene, hello -> {}));
    peer.send(subscribe(1, workspace.name()));
    peer.send(stream(0).setGet(Get.newBuilder().setRequestSeq(1).setWorkspace(workspace.name())));
    peer.expectWelcome();
    peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
    peer.expect(1, ServerFrame.BodyCase.STATE_PART);
    require(peer.answer(1).hasGetResult(), "a request behind Hello is answered");
  }

  private static void replaced(ServerScene scene, ClientIdentity wrong) {
    Welcome welcome = scene.welcomed(hello(scene.token()).setIdentity(wrong)).welcome();
    require(welcome.getIdentityReset(), "identity_reset was not told");
    require(welcome.hasIdentity(), "no identity was issued in its place");
    require(
        !welcome.getIdentity().getClientId().equals(wrong.getClientId()),
        "a wrong identity was taken");
  }
}
