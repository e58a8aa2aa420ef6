package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseStream;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.wire.ProtocolLimits;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each way to be wrong at the socket gets its typed answer; a neighbour on a connection of its own
 * never notices.
 */
final class BadInputTest {
  @TempDir static Path directory;
  private static MuxwireServer server;
  private static String token;
  private RawPeer neighbour;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        directory.resolve("tokens"), TokenHashes.hash("reader-token") + " reader read:main\n");
    server =
        MuxwireServer.start(ServerConfig.builder().listenPort(0).dataDirectory(directory).build());
    token = Files.readString(directory.resolve("token")).strip();
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      peer.send(
          ClientFrame.newBuilder()
              .setCreateWorkspace(
                  CreateWorkspace.newBuilder().setRequest(request(1)).setWorkspace("main"))
              .build());
      peer.awaitFrame(ServerFrame::hasRequestDone);
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void greetNeighbour() {
    neighbour = RawPeer.welcomed(server.uri(), token);
  }

  /** Nothing else was harmed. */
  @AfterEach
  void askNeighbour() {
    neighbour.send(ping(7));
    neighbour.awaitFrame(frame -> frame.hasPong() && frame.getPong().getNonce() == 7);
    assertThat(neighbour.isClosed()).isFalse();
    neighbour.close();
  }

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
      peer.sendTooMuch(packetOf(ProtocolLimits.DEFAULT_PACKET_BYTES + 1));
      assertThat(peer.awaitClose()).isEqualTo(1009);
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

  @Test
  void foreignOrigin_isRefusedAtTheUpgrade() {
    assertThatThrownBy(() -> upgrade("muxwire.v1", "https://evil.example"))
        .hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
  }

  @Test
  void missingSubprotocol_isRefusedAtTheUpgrade() {
    assertThatThrownBy(() -> upgrade("other.v1", null))
        .hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
  }

  private static void upgrade(
      String subprotocol, @org.jspecify.annotations.Nullable String origin) {
    WebSocket.Builder builder =
        HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(subprotocol);
    if (origin != null) {
      builder.header("Origin", origin);
    }
    builder.buildAsync(server.uri(), new WebSocket.Listener() {}).join();
  }

  // ---- ends a stream or a request alone

  @Test
  void unknownBody_isUnsupportedOnItsStream() {
    byte[] unknown = {0x0A, 0x06, 0x08, 0x05, (byte) 0xFA, 0x3E, 0x01, 0x00};
    answersOnStream(5, peer -> peer.send(unknown), ErrorCode.ERROR_CODE_UNSUPPORTED);
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
  void creditBeyondTheRange_isMalformed_andBackwardsIsIgnored() {
    answersOnStream(
        1,
        peer -> {
          peer.send(subscribe(1, "main"));
          peer.send(stream(1).setCredit(Credit.newBuilder().setLimitBytes(1)).build());
          peer.send(stream(1).setCredit(Credit.newBuilder().setLimitBytes(-1)).build());
        },
        ErrorCode.ERROR_CODE_MALFORMED);
  }

  @Test
  void requestsWithoutTheirGrant_areForbidden() {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), "reader-token")) {
      peer.send(
          mutation(1),
          ClientFrame.newBuilder()
              .setOpenTerminal(
                  OpenTerminal.newBuilder()
                      .setRequest(request(2))
                      .setWorkspace("main")
                      .setTerminalId("t"))
              .build(),
          stream(1).setAttach(Attach.newBuilder().setWorkspace("main").setTerminalId("t")).build(),
          stream(2)
              .setRegisterHost(
                  RegisterHost.newBuilder().setWorkspace("main").setHostId("h").setInstance("i"))
              .build(),
          stream(3).setPublish(Publish.newBuilder().setWorkspace("main")).build(),
          ClientFrame.newBuilder()
              .setGet(Get.newBuilder().setRequestSeq(3).setWorkspace("other"))
              .build());
      for (int seq = 1; seq <= 3; seq++) {
        int expected = seq;
        assertForbidden(
            peer.awaitFrame(f -> f.hasError() && f.getError().getRequestSeq() == expected));
        assertForbidden(peer.awaitFrame(f -> f.hasError() && f.getStreamId() == expected));
      }
      assertAlive(peer);
    }
  }

  private static void assertForbidden(ServerFrame frame) {
    assertThat(frame.getError().getCode()).isEqualTo(ErrorCode.ERROR_CODE_FORBIDDEN);
    assertThat(frame.getError().getMessage()).contains("grant");
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
  void scrollbackByLines_isUnsupportedWhereItIsNotOffered() {
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

  // ---- chunks

  @Test
  void chunkThatSkipsAnIndex_isInvalid() {
    brokenChunk(chunk(1, 0, 10, false, 0, "abc"), chunk(1, 2, 0, false, 0, "def"));
  }

  @Test
  void chunkWithoutABeginning_isInvalid() {
    brokenChunk(chunk(1, 1, 0, false, 0, "abc"));
    brokenChunk(chunk(1, 0, 0, false, 0, "abc"));
  }

  @Test
  void chunksLongerOrShorterThanTheirTotal_areInvalid() {
    brokenChunk(chunk(1, 0, 2, false, 0, "abc"));
    brokenChunk(chunk(1, 0, 9, true, checksum("abc"), "abc"));
  }

  @Test
  void chunkWithAWrongChecksum_isInvalid() {
    brokenChunk(chunk(1, 0, 3, true, 12345, "abc"));
  }

  @Test
  void secondTransferOnAStream_isInvalid() {
    brokenChunk(chunk(1, 0, 9, false, 0, "abc"), chunk(2, 0, 9, false, 0, "abc"));
  }

  @Test
  void emptyChunk_isInvalid() {
    brokenChunk(chunk(1, 0, 9, false, 0, ""));
  }

  @Test
  void messageBeyondTheLimit_isLimitExceeded() {
    answersOnStream(
        4,
        peer ->
            peer.send(
                stream(4)
                    .setChunk(
                        chunk(1, 0, ProtocolLimits.DEFAULT_MESSAGE_BYTES + 1L, false, 0, "abc"))
                    .build()),
        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
  }

  @Test
  void reservationBeyondTheConnectionsBudget_isBusy() {
    answersOnStream(
        5,
        peer -> {
          long most = ProtocolLimits.DEFAULT_MESSAGE_BYTES;
          peer.send(stream(4).setChunk(chunk(1, 0, most, false, 0, "abc")).build());
          peer.send(stream(5).setChunk(chunk(2, 0, 1, false, 0, "a")).build());
        },
        ErrorCode.ERROR_CODE_BUSY);
  }

  private void brokenChunk(Chunk... chunks) {
    answersOnStream(
        4,
        peer -> {
          for (Chunk chunk : chunks) {
            peer.send(stream(4).setChunk(chunk).build());
          }
        },
        ErrorCode.ERROR_CODE_CHUNK_INVALID);
  }

  @Test
  void wholeMessageInChunks_isHandled() {
    byte[] message =
        ClientFrame.newBuilder().setSubscribe(subscription("main")).build().toByteArray();
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      ByteString whole = ByteString.copyFrom(message);
      peer.send(
          stream(4).setChunk(chunk(1, 0, message.length, false, 0, whole.substring(0, 2))).build(),
          ping(3),
          stream(4).setChunk(chunk(1, 1, 0, true, checksum(whole), whole.substring(2))).build());
      peer.awaitFrame(frame -> frame.getStreamId() == 4 && frame.hasSubscribed());
      assertAlive(peer);
    }
  }

  // ---- how it is said

  private static void closes(Consumer<RawPeer> deed, ErrorCode code, int closeCode) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      deed.accept(peer);
      assertThat(peer.awaitFrame(ServerFrame::hasError).getError().getCode()).isEqualTo(code);
      assertThat(peer.awaitClose()).isEqualTo(closeCode);
    }
  }

  private static void refuses(ClientFrame first, ErrorCode code, int closeCode) {
    try (RawPeer peer = RawPeer.connect(server.uri())) {
      peer.send(first);
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(code);
      assertThat(error.getMessage()).isNotBlank().doesNotContain(token);
      assertThat(peer.awaitClose()).isEqualTo(closeCode);
    }
  }

  private static void answersOnStream(int id, Consumer<RawPeer> deed, ErrorCode code) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      deed.accept(peer);
      ServerFrame answer = peer.awaitFrame(frame -> frame.getStreamId() == id && frame.hasError());
      assertThat(answer.getError().getCode()).isEqualTo(code);
      assertThat(answer.getError().getMessage()).isNotBlank();
      assertAlive(peer);
    }
  }

  private static void assertAlive(RawPeer peer) {
    peer.send(ping(99));
    peer.awaitFrame(frame -> frame.hasPong() && frame.getPong().getNonce() == 99);
  }

  private static ClientFrame.Builder stream(int id) {
    return ClientFrame.newBuilder().setStreamId(id);
  }

  private static ClientFrame ping(long nonce) {
    return ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(nonce)).build();
  }

  private static ClientFrame subscribe(int id, String workspace) {
    return stream(id).setSubscribe(subscription(workspace)).build();
  }

  private static Subscribe subscription(String workspace) {
    return Subscribe.newBuilder().setWorkspace(workspace).build();
  }

  private static RequestId request(long seq) {
    return RequestId.newBuilder().setRequestSeq(seq).setLowestOutstandingSeq(seq).build();
  }

  private static ClientFrame mutation(long seq) {
    EntityBody tab = EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle("t")).build();
    return ClientFrame.newBuilder()
        .setMutate(
            Mutate.newBuilder()
                .setRequest(request(seq))
                .setWorkspace("main")
                .setBaseEpoch(12345)
                .addOperations(
                    Operation.newBuilder()
                        .setCreate(CreateEntity.newBuilder().setId("x").setBody(tab))))
        .build();
  }

  private static Chunk chunk(
      long transfer, int index, long total, boolean last, int crc, String data) {
    return chunk(transfer, index, total, last, crc, ByteString.copyFromUtf8(data));
  }

  private static Chunk chunk(
      long transfer, int index, long total, boolean last, int crc, ByteString data) {
    return Chunk.newBuilder()
        .setTransferId(transfer)
        .setIndex(index)
        .setTotalBytes(total)
        .setLast(last)
        .setCrc32C(crc)
        .setData(data)
        .build();
  }

  private static int checksum(String text) {
    return checksum(ByteString.copyFromUtf8(text));
  }

  private static int checksum(ByteString bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    return (int) crc.getValue();
  }
}
