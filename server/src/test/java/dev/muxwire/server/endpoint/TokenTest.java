package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.Token;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.server.tokens.TokenDocument;
import dev.muxwire.server.tokens.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that come and go while a server runs, at its socket; and files it does not start with. */
final class TokenTest {
  private static final String SECRET = "laptop-secret";

  @TempDir private Path directory;
  private TokenFile tokens;
  private MuxwireServer server;

  @BeforeEach
  void start() throws IOException {
    tokens = new TokenFile(directory.resolve("tokens"));
    tokens.edit(before -> before.with(token(SECRET, "laptop", null, GrantKind.GRANT_KIND_READ)));
    server = startServer();
  }

  private MuxwireServer startServer() throws IOException {
    return MuxwireServer.start(
        ServerConfig.builder().listenPort(0).dataDirectory(directory).build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void unknownAndMissingToken_areToldApart() {
    assertThat(refusal("guess")).contains("does not know the token").doesNotContain("guess");
    assertThat(refusal("")).contains("carries no token");
  }

  @Test
  void tokenOfAnotherCommand_isKnownWithoutARestart_andExpires() throws IOException {
    Instant expires = Instant.now().plusSeconds(3);
    edit(before -> before.with(token("wall", "wall", expires, GrantKind.GRANT_KIND_READ)));

    try (RawPeer peer = awaitWelcome("wall")) {
      Error error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(Instant.now()).isBetween(expires, expires.plusSeconds(2));
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
      assertThat(error.getMessage()).contains("'wall' expired at " + expires);
      assertThat(peer.awaitClose()).isEqualTo(4401);
    }
    assertThat(refusal("wall")).contains("'wall' expired at ");
  }

  /** The new token becomes known within moments; until then the server refuses it. */
  private RawPeer awaitWelcome(String secret) {
    return await()
        .atMost(Duration.ofSeconds(3))
        .until(
            () -> {
              RawPeer peer = RawPeer.connect(server.uri());
              peer.send(RawPeer.hello(secret));
              ServerFrame answer = peer.awaitFrame(f -> f.hasWelcome() || f.hasError());
              if (answer.hasError()) {
                peer.close();
                return null;
              }
              return peer;
            },
            peer -> peer != null);
  }

  @Test
  void revocation_endsAConnectionWithinTwoSeconds_andNoOther() throws IOException {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), SECRET);
        RawPeer owner = RawPeer.welcomed(server.uri(), ownerToken())) {
      long began = System.nanoTime();
      edit(before -> before.revoke("laptop", Instant.now()));

      Error error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
      assertThat(error.getRequestSeq()).isZero();
      assertThat(error.getMessage()).contains("'laptop' was revoked at ");
      assertThat(peer.awaitClose()).isEqualTo(4401);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      BadInputFixture.assertAlive(owner);
    }
    assertThat(refusal(SECRET)).contains("'laptop' was revoked at ");
  }

  @Test
  void changedGrants_sendTheClientAway_andItComesBackWithThem() throws IOException {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), SECRET)) {
      edit(
          before ->
              TokenDocument.parse(before.text().replace("read:main", "write:main read:notes")));

      var goAway = peer.awaitFrame(ServerFrame::hasGoAway).getGoAway();
      assertThat(goAway.getMessage()).isEqualTo("the token's grants changed; reconnect");
      assertThat(peer.awaitClose()).isEqualTo(1001);
    }
    try (RawPeer peer = RawPeer.connect(server.uri())) {
      peer.send(RawPeer.hello(SECRET));
      assertThat(peer.welcome().getGrantsList())
          .containsExactly(
              grant(GrantKind.GRANT_KIND_WRITE, "main"), grant(GrantKind.GRANT_KIND_READ, "notes"));
    }
  }

  @Test
  void fileThatIsDamagedLater_changesNothing_untilItIsMended() throws IOException {
    String good = Files.readString(tokens.path());
    Files.writeString(tokens.path(), "nonsense\n");
    try (RawPeer peer = RawPeer.welcomed(server.uri(), SECRET)) {
      Files.writeString(tokens.path(), good + "# mended\n" + line("new", "new"));
      awaitWelcome("new").close();
      BadInputFixture.assertAlive(peer);
    }
  }

  @Test
  void damagedTokens_refuseToStart_withFileAndLine() throws IOException {
    server.close();
    Files.writeString(tokens.path(), "# fine\n" + line("a", "a") + line("b", "a"));

    assertThatThrownBy(this::startServer)
        .hasMessage(tokens.path() + ":3: the name 'a' is that of line 2 already");
  }

  @Test
  void secretsThatOthersMayRead_refuseToStart() throws IOException {
    server.close();
    for (String name : List.of("token", "identity.key")) {
      Path file = directory.resolve(name);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThatThrownBy(this::startServer)
          .hasMessageContaining(file + " is open to others (mode 0644): run `chmod 600 " + file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
    server = startServer();
  }

  @Test
  void secretsThatAreEmpty_refuseToStart() throws IOException {
    server.close();
    for (String name : List.of("token", "identity.key")) {
      byte[] before = Files.readAllBytes(directory.resolve(name));
      Files.write(directory.resolve(name), new byte[0]);
      assertThatThrownBy(this::startServer)
          .hasMessageContaining(directory.resolve(name).toString())
          .hasMessageContaining("remove it");
      Files.write(directory.resolve(name), before);
    }
  }

  private String refusal(String secret) {
    try (RawPeer peer = RawPeer.connect(server.uri())) {
      peer.send(RawPeer.hello(secret));
      Error error = peer.awaitFrame(ServerFrame::hasError).getError();
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
      assertThat(peer.awaitClose()).isEqualTo(4401);
      return error.getMessage();
    }
  }

  private void edit(UnaryOperator<TokenDocument> edit) throws IOException {
    tokens.edit(edit);
  }

  private String ownerToken() throws IOException {
    return Files.readString(directory.resolve("token")).strip();
  }

  private static String line(String secret, String name) {
    return TokenHashes.hash(secret) + " " + name + " read:main\n";
  }

  private static Token token(
      String secret, String name, @Nullable Instant expires, GrantKind... kinds) {
    List<Grant> grants = List.of(kinds).stream().map(kind -> grant(kind, "main")).toList();
    return new Token(TokenHashes.hash(secret), new Principal(name, grants), null, expires, null);
  }

  private static Grant grant(GrantKind kind, String workspace) {
    return Grant.newBuilder().setKind(kind).setWorkspace(workspace).build();
  }
}
