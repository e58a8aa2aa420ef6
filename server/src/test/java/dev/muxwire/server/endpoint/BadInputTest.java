package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.ProtocolLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way to be wrong at the socket gets its typed answer, and harms nobody else. */
final class BadInputTest extends BadInputFixture {
  // ---- ends the connection

  @Test
  void textMessage_closesWith1003() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.sendText("hello");
      assertThat(peer.awaitClose()).isEqualTo(1003);
    }
  }

  @Test
  void garbage_isMalformed() {
    closes(
        peer -> peer.send(new byte[] {1, 2, 3, (byte) 0xff}), ErrorCode.ERROR_CODE_MALFORMED, 1002);
  }

  @Test
  void truncatedPacket_isMalformed() {
    byte[] whole =
        dev.muxwire.proto.v1.ClientPacket.newBuilder().addFrames(ping(1)).build().toByteArray();
    closes(
        peer -> peer.send(java.util.Arrays.copyOf(whole, whole.length - 1)),
        ErrorCode.ERROR_CODE_MALFORMED,
        1002);
  }

  @Test
  void secondHello_isMalformed() {
    closes(peer -> peer.send(RawPeer.hello(token)), ErrorCode.ERROR_CODE_MALFORMED, 1002);
  }

  @Test
  void packetAtTheLimit_isTaken_oneByteMore_closesWith1009() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(packetOf(ProtocolLimits.DEFAULT_PACKET_BYTES));
      assertAlive(peer);
      peer.send(packetOf(ProtocolLimits.DEFAULT_PACKET_BYTES + 1));
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
      assertThat(error.getLimit()).isEqualTo(ProtocolLimits.DEFAULT_PACKET_BYTES);
      assertThat(peer.awaitClose()).isEqualTo(1009);
    }
  }

  /** So much is not read: whether the reason gets through before the reset is TCP's to decide. */
  @Test
  void packetFarAboveTheLimit_endsTheConnection() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.sendTooMuch(packetOf(4 * ProtocolLimits.DEFAULT_PACKET_BYTES));
      assertThat(peer.awaitClose()).isIn(1009, -1);
    }
  }

  /** A packet of exactly this size: an unknown field of the packet fills it up. */
  private static byte[] packetOf(int bytes) {
    byte[] packet = new byte[bytes];
    com.google.protobuf.CodedOutputStream out =
        com.google.protobuf.CodedOutputStream.newInstance(packet);
    try {
      int header =
          com.google.protobuf.CodedOutputStream.computeTagSize(99)
              + com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag(bytes);
      out.writeByteArray(99, new byte[bytes - header]);
      out.checkNoSpaceLeft();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
    return packet;
  }

  // ---- handshake

  @Test
  void noToken_isUnauthenticated() {
    refuses(RawPeer.hello(""), ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401);
  }

  @Test
  void wrongToken_isUnauthenticated() {
    refuses(RawPeer.hello("guess"), ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401);
  }

  @Test
  void anythingBeforeHello_isUnauthenticated() {
    refuses(ping(1), ErrorCode.ERROR_CODE_UNAUTHENTICATED, 4401);
  }

  @Test
  void futureVersionOnly_isVersion() {
    refuses(
        ClientFrame.newBuilder()
            .setHello(Hello.newBuilder().setVersion(9).setMinVersion(9).setToken(token))
            .build(),
        ErrorCode.ERROR_CODE_VERSION,
        4426);
  }

  @Test
  void tinyPackets_areRefused() {
    refuses(
        ClientFrame.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion(1)
                    .setToken(token)
                    .setLimits(Limits.newBuilder().setMaxPacketBytes(100)))
            .build(),
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        1002);
  }

  @Test
  void helloOver8KiB_isRefused() {
    refuses(
        RawPeer.hello("x".repeat(ProtocolLimits.HELLO_PACKET_BYTES)),
        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
        4429);
  }

  // ---- ends a stream or a request alone

  @Test
  void unknownBody_isUnsupportedOnItsStream() {
    byte[] unknown = {0x0A, 0x06, 0x08, 0x05, (byte) 0xFA, 0x3E, 0x01, 0x00};
    answersOnStream(5, peer -> peer.send(unknown), ErrorCode.ERROR_CODE_UNSUPPORTED);
  }

  @Test
  void unknownBodyOnStreamZero_isUnsupported_andEndsNothing() {
    byte[] unknown = {0x0A, 0x04, (byte) 0xFA, 0x3E, 0x01, 0x00};
    answersOnStream(0, peer -> peer.send(unknown), ErrorCode.ERROR_CODE_UNSUPPORTED);
  }

  @Test
  void frameOfAStreamOnStreamZero_isStreamInvalid() {
    answersOnStream(
        0,
        peer -> peer.send(ClientFrame.newBuilder().setSubscribe(subscription("main")).build()),
        ErrorCode.ERROR_CODE_STREAM_INVALID);
  }

  @Test
  void frameOnAStreamThatWasNeverOpened_isStreamInvalid() {
    answersOnStream(
        9,
        peer -> peer.send(stream(9).setInput(Input.newBuilder().setSeq(1)).build()),
        ErrorCode.ERROR_CODE_STREAM_INVALID);
  }

  @Test
  void reusedStreamId_isStreamInvalid() {
    answersOnStream(
        3,
        peer -> {
          peer.send(subscribe(3, "main"));
          peer.awaitFrame(ServerFrame::hasSubscribed);
          peer.send(stream(3).setCloseStream(CloseStream.getDefaultInstance()).build());
          peer.send(subscribe(3, "main"));
        },
        ErrorCode.ERROR_CODE_STREAM_INVALID);
  }

  @Test
  void moreStreamsThanTheLimit_isLimitExceeded() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      for (int id = 1; id <= ProtocolLimits.DEFAULT_STREAMS + 1; id++) {
        peer.send(subscribe(id, "main"));
      }
      int over = ProtocolLimits.DEFAULT_STREAMS + 1;
      ServerFrame refusal =
          peer.awaitFrame(frame -> frame.getStreamId() == over && frame.hasError());
      assertThat(refusal.getError().getCode()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
      assertThat(refusal.getError().getLimit()).isEqualTo(ProtocolLimits.DEFAULT_STREAMS);
      assertAlive(peer);
    }
  }

  @Test
  void unknownWorkspaceAndTerminal_areNotFound() {
    answersOnStream(1, peer -> peer.send(subscribe(1, "nowhere")), ErrorCode.ERROR_CODE_NOT_FOUND);
    answersOnStream(
        1,
        peer ->
            peer.send(
                stream(1)
                    .setAttach(Attach.newBuilder().setWorkspace("main").setTerminalId("none"))
                    .build()),
        ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @ParameterizedTest
  @MethodSource("dev.muxwire.server.endpoint.WorkspaceFrames#ofRequestsAndStreams")
  void workspaceThatIsNotThere_isNotFound(WorkspaceFrames.Sample sample) {
    ClientFrame frame = sample.in("nowhere");
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(frame);
      var error = WorkspaceFrames.awaitError(peer, frame);
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
      assertThat(error.getMessage()).contains("'nowhere'");
      assertAlive(peer);
    }
  }

  @Test
  void anAnswerThatQuotesALongName_staysSmall() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(subscribe(1, "ü".repeat(30_000)));
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
      assertThat(error.getMessageBytes().size())
          .isLessThanOrEqualTo(ProtocolLimits.ERROR_MESSAGE_BYTES);
      assertAlive(peer);
    }
  }

  @Test
  void aTerminalOfAnotherHost_cannotBePublished() {
    try (RawPeer owner = RawPeer.welcomed(server.uri(), token);
        RawPeer stranger = RawPeer.welcomed(server.uri(), token)) {
      owner.send(register(1, "owner"));
      owner.awaitFrame(ServerFrame::hasHostRegistered);
      owner.send(
          ClientFrame.newBuilder()
              .setOpenTerminal(
                  OpenTerminal.newBuilder()
                      .setRequest(request(1))
                      .setWorkspace("main")
                      .setHostId("owner")
                      .setTerminalId("owned"))
              .build());
      owner.awaitFrame(ServerFrame::hasOpen);
      owner.send(stream(1).setOpenResult(OpenResult.newBuilder().setTerminalId("owned")).build());
      owner.awaitFrame(ServerFrame::hasOpenTerminalResult);
      stranger.send(register(1, "stranger"));
      stranger.awaitFrame(ServerFrame::hasHostRegistered);
      stranger.send(publish(2, "owned", "stranger"));
      assertThat(stranger.awaitFrame(ServerFrame::hasError).getError().getCode())
          .isEqualTo(ErrorCode.ERROR_CODE_FORBIDDEN);
      owner.send(publish(2, "owned", "owner"));
      owner.awaitFrame(ServerFrame::hasPublished);
      stranger.send(register(3, "owner"));
      assertThat(
              stranger
                  .awaitFrame(frame -> frame.getStreamId() == 3 && frame.hasError())
                  .getError()
                  .getCode())
          .isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    }
  }

  private static ClientFrame register(int stream, String host) {
    return stream(stream)
        .setRegisterHost(
            RegisterHost.newBuilder()
                .setWorkspace("main")
                .setHostId(host)
                .setInstance(host + "-of-stream-" + stream))
        .build();
  }

  private static ClientFrame publish(int stream, String terminal, String host) {
    return stream(stream)
        .setPublish(
            Publish.newBuilder()
                .setWorkspace("main")
                .setTerminalId(terminal)
                .setHostId(host)
                .setInstance(host + "-of-stream-1"))
        .build();
  }

  @Test
  void creditBeyondTheRange_isMalformed() {
    answersOnStream(
        1,
        peer -> {
          peer.send(subscribe(1, "main"));
          peer.send(stream(1).setCredit(Credit.newBuilder().setLimitBytes(-1)).build());
        },
        ErrorCode.ERROR_CODE_MALFORMED);
  }

  @Test
  void creditBackwards_isIgnored_andTheStreamGoesOn() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(
          subscribe(1, "main"),
          stream(1).setCredit(Credit.newBuilder().setLimitBytes(1)).build(),
          stream(1).setCredit(Credit.getDefaultInstance()).build());
      peer.awaitFrame(frame -> frame.getStreamId() == 1 && frame.getStatePart().getConsistent());
      assertThat(peer.frames()).noneMatch(ServerFrame::hasError);
    }
  }

  @Test
  void publishingWithoutRegistration_isForbidden() {
    answersOnStream(
        1,
        peer ->
            peer.send(
                stream(1)
                    .setPublish(
                        Publish.newBuilder()
                            .setWorkspace("main")
                            .setTerminalId("t")
                            .setHostId("ghost")
                            .setInstance("i"))
                    .build()),
        ErrorCode.ERROR_CODE_FORBIDDEN);
  }

  @Test
  void scrollbackByLines_isUnsupportedWhereItWasNotNegotiated() {
    answersOnStream(
        1,
        peer ->
            peer.send(
                stream(1)
                    .setFetchScrollback(
                        FetchScrollback.newBuilder()
                            .setWorkspace("main")
                            .setLines(LineRange.getDefaultInstance()))
                    .build()),
        ErrorCode.ERROR_CODE_UNSUPPORTED);
  }

  @Test
  void batchAgainstAnotherEpoch_isStale() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(mutation(1));
      var result = peer.awaitFrame(ServerFrame::hasMutateResult).getMutateResult();
      assertThat(result.getFailure().getCode()).isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
      assertAlive(peer);
    }
  }
}
