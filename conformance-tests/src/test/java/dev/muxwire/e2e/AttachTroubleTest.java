package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muxwire.network.Conditioner;
import dev.muxwire.server.auth.TokenHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code muxwire attach} when what it stands on goes away: the server, the token, the host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AttachTroubleTest {
  private static final String ECHO = "echo shown; while read x; do echo got-$x; done";

  private Installation installation;
  private ServerProcess server;
  private Conditioner betweenServerAndHost;
  private Tmux tmux;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    assumeTrue(Tmux.isInstalled(), "no tmux here");
    installation = new Installation(directory);
    Files.createDirectory(
        installation.dataDirectory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    writeTokens("");
    Files.writeString(directory.resolve("guest.token"), "guest-token\n");
    Files.setPosixFilePermissions(
        directory.resolve("guest.token"), PosixFilePermissions.fromString("rw-------"));
    server = installation.server("serve", 0);
    try (var client = installation.client(server.uri())) {
      client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    }
    betweenServerAndHost = installation.closeLater(Conditioner.to(server::port));
    installation.host(betweenServerAndHost.uri());
    Awaitility.await("a host that takes terminals")
        .atMost(Duration.ofSeconds(60))
        .until(() -> installation.run("new", "--no-tab", "--", "true").exitCode() == 0);
  }

  /** A guest's token, with more of its line. */
  private void writeTokens(String more) throws IOException {
    Path file = installation.dataDirectory().resolve("tokens");
    Files.writeString(file, TokenHashes.hash("guest-token") + " guest write:main" + more + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @BeforeEach
  void openTerminal() throws Exception {
    tmux = Tmux.open(installation);
  }

  @AfterEach
  void closeTerminal() {
    tmux.close();
  }

  @AfterAll
  void end() throws Exception {
    if (installation != null) {
      installation.close();
    }
  }

  private String attach(String options) {
    String id =
        installation.run("new", "--no-tab", "--", "sh", "-c", ECHO).succeeded().text().strip();
    tmux.command("clear; muxwire attach " + options + id + "; echo status-$?");
    tmux.awaitScreen("shown");
    return id;
  }

  @Test
  void drainedServer_isAwaited_andTypingGoesOn() {
    attach("");
    server.stopAndRestart();
    tmux.command("meanwhile");
    tmux.awaitScreen("got-meanwhile");
    assertThat(tmux.screen()).doesNotContain("status-");
    tmux.awaitNotOnScreen("muxwire:");
  }

  @Test
  void revokedToken_leaves_withItsReason() throws Exception {
    String file = installation.root().resolve("guest.token").toString();
    attach("--token-file " + file + " ");
    writeTokens(" revoked=2026-01-02");
    tmux.awaitScreen("status-4");
    assertThat(tmux.screen().replace("\n", "")).contains("the token 'guest' was revoked at");
    tmux.command("stty -a | grep -c ' echo '; echo usable-$((6*7))");
    tmux.awaitScreen("usable-42");
    writeTokens("");
  }

  @Test
  void hostThatIsAway_isTold_andTypingWaitsForIt() throws Exception {
    attach("");
    betweenServerAndHost.refuse(true);
    tmux.awaitScreen("muxwire: the terminal's host is away");
    tmux.command("waiting");
    assertThat(tmux.screen()).doesNotContain("got-waiting");
    betweenServerAndHost.refuse(false);
    tmux.awaitScreen("got-waiting");
    tmux.awaitNotOnScreen("muxwire: the terminal's host");
  }
}
