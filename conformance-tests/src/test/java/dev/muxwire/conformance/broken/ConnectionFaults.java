package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.closes;
import static dev.muxwire.conformance.broken.NamedFault.drops;
import static dev.muxwire.conformance.broken.NamedFault.hears;
import static dev.muxwire.conformance.broken.NamedFault.ignores;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;
import static dev.muxwire.conformance.broken.NamedFault.takes;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Servers that are wrong about Hello, packets and the connection as a whole. */
final class ConnectionFaults {
  private static final int SMALL_PACKET_BYTES = 4 << 10;

  private ConnectionFaults() {}

  static List<NamedFault> all() {
    return List.of(
        closes("closes-with-1000", code -> 1000),
        closes("closes-with-1011", code -> 1011),
        changes(
            "speaks-version-2",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().setVersion(2)),
        changes(
            "issues-no-identity",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearIdentity()),
        changes(
            "gives-all-one-identity",
            ServerFrame.Builder::hasWelcome,
            frame ->
                frame
                    .getWelcomeBuilder()
                    .setIdentity(
                        ClientIdentity.newBuilder()
                            .setClientId("everybody")
                            .setSecret(ByteString.copyFromUtf8("known")))),
        changes(
            "tells-no-identity-reset",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearIdentityReset()),
        changes(
            "always-tells-identity-reset",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().setIdentityReset(true)),
        new NamedFault("tells-identities-again", TellsAgain::new),
        hears("forgets-identities", f -> f.hasHello() ? withoutIdentity(f) : f),
        changes(
            "negotiates-larger-packets",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().getLimitsBuilder().setMaxPacketBytes(2 << 20)),
        mishears(
            "ignores-the-packet-limit",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().getLimitsBuilder().clearMaxPacketBytes()),
        changes(
            "offers-what-was-not-asked",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().addFeatures("surprise")),
        mishears(
            "takes-hello-anyway",
            ClientFrame.Builder::hasHello,
            frame ->
                frame
                    .getHelloBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setLimits(Limits.getDefaultInstance())),
        changes(
            "repeats-the-token",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_UNAUTHENTICATED,
            frame -> frame.getErrorBuilder().setMessage("no such token: not-a-token-of-yours")),
        takes("loses-hello-of-8-KiB", packet -> packet.length != 8 << 10),
        takes("loses-packets-of-4-KiB", packet -> packet.length != SMALL_PACKET_BYTES),
        takes("loses-packets-of-64-KiB", packet -> packet.length != 64 << 10),
        takes(
            "ignores-too-large-packets",
            packet -> packet.length != 4_097 && packet.length != 65_537),
        takes("ignores-garbage", ConnectionFaults::isPacket),
        new NamedFault("loses-what-is-early", LosesEarly::new),
        drops("answers-no-ping", ServerFrame.Builder::hasPong),
        changes(
            "answers-pings-with-another-nonce",
            ServerFrame.Builder::hasPong,
            frame -> frame.getPongBuilder().setNonce(frame.getPong().getNonce() + 1)),
        ignores(
            "ignores-unknown-bodies", f -> f.getBodyCase() == ClientFrame.BodyCase.BODY_NOT_SET),
        new NamedFault("mixes-classes-in-a-packet", MixesClasses::new),
        saysMany(
            "welcomes-twice",
            () -> frame -> frame.hasWelcome() ? List.of(frame, frame) : List.of(frame)),
        changes(
            "hides-features",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearGrants()),
        hears(
            "loses-fields-it-does-not-know",
            frame -> {
              if (frame.hasMutate()) {
                frame
                    .getMutateBuilder()
                    .getOperationsBuilderList()
                    .forEach(ConnectionFaults::forget);
              }
              return frame;
            }),
        takes("closes-its-ears-to-unknown-fields", packet -> !hasUnknown(packet)),
        saysMany(
            "pads-packets-to-5-KiB",
            () ->
                frame ->
                    frame.hasAttached() || frame.hasSubscribed()
                        ? List.of(padded(frame, 70_000))
                        : List.of(frame)));
  }

  private static ServerFrame padded(ServerFrame frame, int bytes) {
    return frame.toBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    9_001,
                    UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
                        .build())
                .build())
        .build();
  }

  private static ClientFrame.Builder withoutIdentity(ClientFrame.Builder frame) {
    Hello hello = frame.getHello().toBuilder().clearIdentity().build();
    return frame.setHello(hello);
  }

  private static void forget(Operation.Builder operation) {
    if (operation.hasCreate() && operation.getCreate().getBody().hasRecord()) {
      operation
          .getCreateBuilder()
          .getBodyBuilder()
          .getRecordBuilder()
          .setUnknownFields(UnknownFieldSet.getDefaultInstance());
    }
  }

  private static boolean isPacket(byte[] packet) {
    try {
      dev.muxwire.proto.v1.ClientPacket.parseFrom(packet);
      return true;
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static boolean hasUnknown(byte[] packet) {
    try {
      var parsed = dev.muxwire.proto.v1.ClientPacket.parseFrom(packet);
      return !parsed.getUnknownFields().asMap().isEmpty()
          || parsed.getFramesList().stream()
              .anyMatch(
                  frame ->
                      !frame.getUnknownFields().asMap().isEmpty()
                          || !frame.getPing().getUnknownFields().asMap().isEmpty()
                          || !frame.getHello().getUnknownFields().asMap().isEmpty());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** Takes nothing but Hello until it has welcomed the client. */
  private static final class LosesEarly extends Fault {
    private volatile boolean welcomed;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      welcomed |= frame.hasWelcome();
      return List.of(frame);
    }

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      return frame.hasHello() || welcomed ? List.of(frame) : List.of();
    }
  }

  /** Its Welcome has the identity that Hello brought. */
  private static final class TellsAgain extends Fault {
    private volatile Hello hello = Hello.getDefaultInstance();

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      hello = frame.hasHello() ? frame.getHello() : hello;
      return List.of(frame);
    }

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      ServerFrame.Builder changed = frame.toBuilder();
      if (frame.hasWelcome() && !frame.getWelcome().hasIdentity()) {
        changed.getWelcomeBuilder().setIdentity(hello.getIdentity());
      }
      return List.of(changed.build());
    }
  }

  /** Puts a Pong beside whatever data it sends. */
  private static final class MixesClasses extends Fault {
    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      boolean data = frame.hasOutput() || frame.hasStatePart() || frame.hasScrollbackPage();
      ServerFrame pong =
          ServerFrame.newBuilder().setPong(dev.muxwire.proto.v1.Pong.getDefaultInstance()).build();
      return data ? List.of(pong, frame) : List.of(frame);
    }
  }
}
