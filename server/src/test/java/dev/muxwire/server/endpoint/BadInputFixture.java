package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, and a neighbour on a connection of its own who must never notice what a test does. */
abstract class BadInputFixture {
  @TempDir static Path directory;
  static MuxwireServer server;
  static String token;
  private RawPeer neighbour;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(
        directory.resolve("tokens"),
        tokenLine("reader", "read")
            + tokenLine("writer", "write")
            + tokenLine("opener", "open")
            + tokenLine("publisher", "host"));
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

  /** A token with one grant, for workspace main. */
  private static String tokenLine(String name, String grant) {
    return TokenHashes.hash(name + "-token") + " " + name + " " + grant + ":main\n";
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

  static void closes(Consumer<RawPeer> deed, ErrorCode code, int closeCode) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      deed.accept(peer);
      assertThat(peer.awaitFrame(ServerFrame::hasError).getError().getCode()).isEqualTo(code);
      assertThat(peer.awaitClose()).isEqualTo(closeCode);
    }
  }

  static void refuses(ClientFrame first, ErrorCode code, int closeCode) {
    try (RawPeer peer = RawPeer.connect(server.uri())) {
      peer.send(first);
      var error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(code);
      assertThat(error.getMessage()).isNotBlank().doesNotContain(token);
      assertThat(peer.awaitClose()).isEqualTo(closeCode);
    }
  }

  static void answersOnStream(int id, Consumer<RawPeer> deed, ErrorCode code) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), token)) {
      deed.accept(peer);
      ServerFrame answer = peer.awaitFrame(frame -> frame.getStreamId() == id && frame.hasError());
      assertThat(answer.getError().getCode()).isEqualTo(code);
      assertThat(answer.getError().getMessage()).isNotBlank();
      assertAlive(peer);
    }
  }

  static void assertAlive(RawPeer peer) {
    peer.send(ping(99));
    peer.awaitFrame(frame -> frame.hasPong() && frame.getPong().getNonce() == 99);
  }

  static ClientFrame.Builder stream(int id) {
    return ClientFrame.newBuilder().setStreamId(id);
  }

  static ClientFrame ping(long nonce) {
    return ClientFrame.newBuilder().setPing(Ping.newBuilder().setNonce(nonce)).build();
  }

  static ClientFrame subscribe(int id, String workspace) {
    return stream(id).setSubscribe(subscription(workspace)).build();
  }

  static Subscribe subscription(String workspace) {
    return Subscribe.newBuilder().setWorkspace(workspace).build();
  }

  static RequestId request(long seq) {
    return RequestId.newBuilder().setRequestSeq(seq).setLowestOutstandingSeq(seq).build();
  }

  static ClientFrame mutation(long seq) {
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
}
