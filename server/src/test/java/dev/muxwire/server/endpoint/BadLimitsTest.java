package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.wire.ProtocolLimits;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than a limit allows, of each thing that is counted, on a server with small limits. */
final class BadLimitsTest {
  private static final int CONNECTIONS = 3;
  private static final int HANDSHAKES = 2;
  private static final int REQUESTS = 4;
  private static final int RESERVATION_BYTES = 4_000;
  private static final int HANDSHAKE_MS = 1_000;

  @TempDir private Path directory;
  private MuxwireServer server;
  private String token;
  private final List<RawPeer> peers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    StringBuilder others = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      others.append(TokenHashes.hash("other" + i)).append(" other").append(i).append(" open:*\n");
    }
    Files.writeString(directory.resolve("tokens"), others);
    server =
        MuxwireServer.start(
            ServerConfig.builder()
                .listenPort(0)
                .dataDirectory(directory)
                .limits(smallLimits())
                .build());
    token = Files.readString(directory.resolve("token")).strip();
    RawPeer peer = welcomed(token);
    peer.send(
        ClientFrame.newBuilder()
            .setCreateWorkspace(
                CreateWorkspace.newBuilder().setRequest(seq(1)).setWorkspace("main"))
            .build());
    peer.awaitFrame(ServerFrame::hasRequestDone);
    closeAll();
  }

  @AfterEach
  void stop() {
    closeAll();
    server.close();
  }

  private void closeAll() {
    peers.forEach(RawPeer::close);
    peers.clear();
  }

  private static Limits smallLimits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.maxPacketBytes(),
        usual.maxMessageBytes(),
        usual.connectionReservationBytes(),
        RESERVATION_BYTES,
        usual.maxStreams(),
        REQUESTS,
        CONNECTIONS,
        HANDSHAKES,
        HANDSHAKE_MS,
        usual.pingIntervalMs(),
        usual.silenceMs(),
        usual.terminalRetentionBytes(),
        usual.terminalTailBytes(),
        usual.blockCacheBytes(),
        usual.publishWindowBytes(),
        usual.inputWindowBytes(),
        usual.rememberedClients(),
        usual.tombstones(),
        usual.heldTombstones(),
        usual.partCacheBytes(),
        usual.checkpointLogBytes(),
        usual.maxSearchesPerPrincipal(),
        usual.killAfterMs(),
        usual.requiredLagBytes());
  }

  private RawPeer welcomed(String with) {
    RawPeer peer = RawPeer.welcomed(server.uri(), with);
    peers.add(peer);
    return peer;
  }

  private RawPeer connected() {
    RawPeer peer = RawPeer.connect(server.uri());
    peers.add(peer);
    return peer;
  }

  private static RequestId seq(long seq) {
    return RequestId.newBuilder().setRequestSeq(seq).setLowestOutstandingSeq(1).build();
  }

  private static ServerFrame errorOf(RawPeer peer, long seq) {
    return peer.awaitFrame(frame -> frame.hasError() && frame.getError().getRequestSeq() == seq);
  }

  @Test
  void connectionsOfAToken_areCounted_andOthersAreFree() {
    for (int i = 0; i < CONNECTIONS; i++) {
      awaitPlace();
    }
    RawPeer over = connected();
    over.send(RawPeer.hello(token));
    var error = over.awaitFrame(ServerFrame::hasError).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    assertThat(error.getLimit()).isEqualTo(CONNECTIONS);
    assertThat(over.awaitClose()).isEqualTo(4429);
    welcomed("other0");
    peers.remove(0).close();
    awaitPlace();
  }

  /** A place becomes free when the server has seen its connection end. */
  private void awaitPlace() {
    Awaitility.await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              RawPeer peer = RawPeer.connect(server.uri());
              peer.send(RawPeer.hello(token));
              ServerFrame answer = peer.awaitFrame(f -> f.hasWelcome() || f.hasError());
              if (answer.hasWelcome()) {
                peers.add(peer);
              }
              return answer.hasWelcome();
            });
  }

  @Test
  void handshakesUnderWay_areCounted_andThenThereIsRoomAgain() {
    for (int i = 0; i < HANDSHAKES; i++) {
      connected();
    }
    assertThatThrownBy(() -> RawPeer.connect(server.uri()))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(503));
    peers.get(0).send(RawPeer.hello(token));
    peers.get(0).welcome();
    connected();
  }

  @Test
  void helloThatDoesNotCome_isTimedOut() {
    RawPeer silent = connected();
    var error = silent.awaitFrame(ServerFrame::hasError).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_TIMED_OUT);
    assertThat(error.getLimit()).isEqualTo(HANDSHAKE_MS);
    assertThat(silent.awaitClose()).isEqualTo(4408);
  }

  @Test
  void requestsUnderWay_areCounted() {
    RawPeer host = welcomed(token);
    host.send(
        ClientFrame.newBuilder()
            .setStreamId(1)
            .setRegisterHost(
                RegisterHost.newBuilder().setWorkspace("main").setHostId("slow").setInstance("i"))
            .build());
    host.awaitFrame(ServerFrame::hasHostRegistered);
    RawPeer peer = welcomed(token);
    for (int i = 1; i <= REQUESTS + 1; i++) { // this host never answers
      peer.send(
          ClientFrame.newBuilder()
              .setOpenTerminal(
                  OpenTerminal.newBuilder()
                      .setRequest(seq(i))
                      .setWorkspace("main")
                      .setHostId("slow")
                      .setTerminalId("t" + i))
              .build());
    }
    var error = errorOf(peer, REQUESTS + 1).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    assertThat(error.getLimit()).isEqualTo(REQUESTS);
  }

  @Test
  void idsOfAGet_andFocusIds_areCounted() {
    RawPeer peer = welcomed(token);
    Get.Builder get = Get.newBuilder().setRequestSeq(1).setWorkspace("main");
    Subscribe.Builder subscribe = Subscribe.newBuilder().setWorkspace("main");
    for (int i = 0; i <= ProtocolLimits.FOCUS_IDS; i++) {
      get.addIds("e" + i);
      subscribe.addFocusIds("e" + i);
    }
    peer.send(ClientFrame.newBuilder().setGet(get).build());
    assertThat(errorOf(peer, 1).getError().getCode())
        .isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    peer.send(ClientFrame.newBuilder().setStreamId(1).setSubscribe(subscribe).build());
    assertThat(peer.awaitFrame(f -> f.getStreamId() == 1 && f.hasError()).getError().getCode())
        .isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
  }

  @Test
  void reservationBeyondAToken_orTheServer_isBusy_andIsGivenBack() {
    int share = RESERVATION_BYTES / 4;
    RawPeer first = welcomed("other0");
    first.send(begin(1, share));
    RawPeer sameToken = welcomed("other0");
    assertBusy(sameToken, 1, 1);
    for (int i = 1; i < 4; i++) {
      welcomed("other" + i).send(begin(1, share));
    }
    RawPeer beyond = welcomed("other4");
    Awaitility.await() // the others' reservations are made when their packets are handled
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> isBusy(beyond));
    first.close();
    Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !isBusy(beyond));
  }

  private int nextStream = 1;

  private boolean isBusy(RawPeer peer) {
    int id = nextStream++;
    peer.send(begin(id, 1));
    peer.send(begin(id, 1)); // a second beginning is refused in any case: so there is an answer
    ServerFrame answer = peer.awaitFrame(f -> f.getStreamId() == id && f.hasError());
    return answer.getError().getCode() == ErrorCode.ERROR_CODE_BUSY;
  }

  private static void assertBusy(RawPeer peer, int stream, int bytes) {
    peer.send(begin(stream, bytes));
    var error = peer.awaitFrame(f -> f.getStreamId() == stream && f.hasError()).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_BUSY);
    assertThat(error.getMessage()).isNotBlank();
  }

  /** The first chunk of a message of so many bytes, and one more. */
  private static ClientFrame begin(int stream, int bytes) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setChunk(
            Chunk.newBuilder()
                .setTransferId(stream)
                .setTotalBytes(bytes)
                .setData(ByteString.copyFromUtf8("x")))
        .build();
  }
}
