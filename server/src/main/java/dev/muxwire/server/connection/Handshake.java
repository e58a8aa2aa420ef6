package dev.muxwire.server.connection;

import static dev.muxwire.wire.ProtocolLimits.told;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.wire.ClientPackets;
import dev.muxwire.server.wire.Compressor;
import dev.muxwire.wire.Features;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a Hello. */
final class Handshake {
  private static final int MAX_NAME_LENGTH = 128;

  private Handshake() {}

  /**
   * What holds on a connection whose Hello was accepted.
   *
   * @param peerInitialCreditBytes what the client grants every stream at first
   * @param features that both sides have
   */
  record Accepted(
      Token token,
      String clientName,
      String clientId,
      int maxPacketBytes,
      long peerInitialCreditBytes,
      @Nullable Compressor compressor,
      List<String> features) {

    Principal principal() {
      return token.principal();
    }
  }

  /** What is kept of it, and what the client is told. */
  record Answer(Accepted accepted, Welcome welcome) {}

  /**
   * Parses and judges the first packet.
   *
   * @throws ProtocolViolation the connection ends
   */
  static Answer accept(ServerContext server, byte[] packet, long nowMs) {
    Hello hello = parse(packet);
    if (hello.getMinVersion() > ProtocolLimits.VERSION
        || hello.getVersion() < ProtocolLimits.VERSION) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_VERSION,
          "this server speaks version " + ProtocolLimits.VERSION + " only",
          ProtocolLimits.VERSION);
    }
    if (hello.getToken().isEmpty()) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNAUTHENTICATED, "Hello carries no token; the server demands one");
    }
    String hash = TokenHashes.hash(hello.getToken());
    Token token = server.authenticator().require(hash, Instant.ofEpochMilli(nowMs));
    Answer answer = negotiate(server, hello, token, nowMs);
    server.admission().enter(token.name());
    return answer;
  }

  private static Hello parse(byte[] packet) {
    List<ClientFrame> frames = ClientPackets.parse(packet, ProtocolLimits.HELLO_PACKET_BYTES);
    if (frames.size() != 1 || !frames.get(0).hasHello() || frames.get(0).getStreamId() != 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_UNAUTHENTICATED, "a connection begins with Hello, alone");
    }
    return frames.get(0).getHello();
  }

  private static Answer negotiate(ServerContext server, Hello hello, Token token, long nowMs) {
    int maxPacketBytes = packetBytes(server, hello.getLimits());
    long credit = hello.getLimits().getInitialCreditBytes();
    boolean known = server.identities().isGenuine(hello.getIdentity());
    ClientIdentity identity = known ? hello.getIdentity() : server.identities().issue(nowMs);
    List<String> features = Features.common(hello.getFeaturesList());
    Welcome.Builder welcome =
        Welcome.newBuilder()
            .setVersion(ProtocolLimits.VERSION)
            .setLimits(limits(server, maxPacketBytes))
            .addAllFeatures(features)
            .setIdentityReset(hello.hasIdentity() && !known)
            .addAllGrants(token.principal().grants())
            .setServerEpoch(server.serverEpoch())
            .setServerName(server.serverName())
            .setPingIntervalMs(
                told(server.limits().pingIntervalMs(), ProtocolLimits.PING_INTERVAL_MS));
    if (!known) {
      welcome.setIdentity(identity);
    }
    String name = hello.getClientName();
    Accepted accepted =
        new Accepted(
            token,
            name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)),
            identity.getClientId(),
            maxPacketBytes,
            credit > 0 ? credit : ProtocolLimits.initialCreditBytes(maxPacketBytes),
            Compressor.of(features),
            features);
    return new Answer(accepted, welcome.build());
  }

  private static Limits limits(ServerContext server, int maxPacketBytes) {
    var limits = server.limits();
    return Limits.newBuilder()
        .setMaxPacketBytes(told(maxPacketBytes, ProtocolLimits.DEFAULT_PACKET_BYTES))
        .setMaxMessageBytes(told(limits.maxMessageBytes(), ProtocolLimits.DEFAULT_MESSAGE_BYTES))
        .setMaxStreams(told(limits.maxStreams(), ProtocolLimits.DEFAULT_STREAMS))
        .setInitialCreditBytes(
            told(limits.initialCreditBytes(), ProtocolLimits.DEFAULT_CREDIT_BYTES))
        .setMaxRequests(told(limits.maxRequests(), ProtocolLimits.DEFAULT_REQUESTS))
        .build();
  }

  private static int packetBytes(ServerContext server, Limits wanted) {
    int bytes = wanted.getMaxPacketBytes();
    if (bytes == 0) {
      bytes = ProtocolLimits.DEFAULT_PACKET_BYTES;
    }
    if (bytes < ProtocolLimits.MIN_PACKET_BYTES) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "max_packet_bytes is at least " + ProtocolLimits.MIN_PACKET_BYTES,
          ProtocolLimits.MIN_PACKET_BYTES);
    }
    return Math.min(bytes, server.limits().maxPacketBytes());
  }
}
