package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.auth.TokenHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done, asked of the program: an exit code, and a sentence that helps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadCommandLineTest {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int CANNOT_CONNECT = 3;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;
  private static final int CONNECTIONS = 64;
  private static final String CROWD = "crowd-token";

  private Installation installation;
  private ServerProcess server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    Files.createDirectory(
        installation.dataDirectory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    writePrivate(
        installation.dataDirectory().resolve("tokens"),
        TokenHashes.hash(CROWD)
            + " crowd read:main\n"
            + TokenHashes.hash("late-token")
            + " late read:main expires=2026-01-01T00:00:00Z\n");
    server = installation.up();
  }

  /** Nobody else was harmed. */
  @AfterEach
  void theServerGoesOn() throws Exception {
    try (var client = installation.client(server.uri())) {
      assertThat(client.listWorkspaces().get(30, TimeUnit.SECONDS)).contains("main");
    }
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private static Path writePrivate(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }

  private String tokenFile(String name, String token) throws IOException {
    return writePrivate(installation.root().resolve(name), token + "\n").toString();
  }

  private void fails(int exitCode, String words, String... arguments) {
    CommandResult result = installation.runHere(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    assertThat(result.err())
        .startsWith("muxwire: ")
        .contains(words)
        .doesNotContain("\tat ", "Exception");
    assertThat(result.out()).isEmpty();
  }

  private String url(String host, String path) {
    return "ws://" + host + ":" + server.port() + path;
  }

  // ---- coming in

  @Test
  void nameThatTheServerDoesNotGoBy_isRefused() {
    fails(REFUSED, "--allow-host 0.0.0.0", "ls", "--url", url("0.0.0.0", "/v1/sync"));
  }

  @Test
  void pathThatIsNotTheServers_cannotConnect() {
    fails(
        CANNOT_CONNECT,
        "its path is another than /v1/sync",
        "ls",
        "--url",
        url("127.0.0.1", "/elsewhere"));
  }

  @Test
  void tokenThatExpired_isRefused_andSaysWhen() throws IOException {
    fails(REFUSED, "expired at 2026-01-01", "ls", "--token-file", tokenFile("late", "late-token"));
  }

  @Test
  void tokenFileThatOthersMayRead_isRefused() throws IOException {
    Path file = installation.root().resolve("open-token");
    Files.writeString(file, installation.token());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    fails(FAILURE, "chmod 600 " + file, "ls", "--token-file", file.toString());
  }

  @Test
  void tokenFileThatCannotBeRead_isNamed() {
    String directory = installation.root().toString();
    fails(FAILURE, directory, "ls", "--token-file", directory);
  }

  @Test
  void moreConnectionsThanATokenMayHave_isRefused() throws Exception {
    List<RawPeer> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        RawPeer peer = new RawPeer(server, CROWD);
        crowd.add(peer);
        peer.read();
      }
      fails(
          REFUSED,
          "this token has 64 connections already",
          "ls",
          "--token-file",
          tokenFile("crowd", CROWD));
    } finally {
      for (RawPeer peer : crowd) {
        peer.close();
      }
    }
  }

  // ---- what is not there, or may not be

  @Test
  void workspaceThatIsNotThere_isNotFound() {
    fails(NOT_FOUND, "there is no workspace 'nowhere'", "ls", "--workspace", "nowhere");
    fails(
        NOT_FOUND,
        "there is no workspace 'nowhere'",
        "new",
        "--workspace",
        "nowhere",
        "--",
        "true");
  }

  @Test
  void unknownCommandAndOption_areUsageErrors_withASuggestion() {
    fails(USAGE, "attach", "atach");
    fails(USAGE, "--json", "ls", "--jsn");
  }

  @Test
  void workspaceWithAnImpossibleName_isRefused() {
    fails(REFUSED, "1 to 64 characters of a-z", "workspace", "create", "No Such Name");
  }

  @Test
  void commandThatDoesNotExist_failsInTheHostsWords() {
    fails(FAILURE, "/no/such does not exist", "new", "--", "/no/such");
  }

  @Test
  void commandAboveTheLimit_isRefused_inAShortSentence() {
    CommandResult result = installation.run("new", "--", "echo", "x".repeat(40_000));
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(REFUSED);
    assertThat(result.err())
        .contains("a terminal's spec has at most 32768 bytes")
        .hasSizeLessThan(300);
  }

  private String document(String tabs, String panes) throws IOException {
    Path file = Files.createTempFile(installation.root(), "document", ".json");
    Files.writeString(
        file,
        """
        {"format":"muxwire-workspace/1","tabs":[%s],"panes":[%s],"sessions":[],"records":[]}
        """
            .formatted(tabs, panes));
    return file.toString();
  }

  @Test
  void entityAboveTheLimit_isRefused_andNothingIsPut() throws IOException {
    String small = "{\"id\":\"small\",\"title\":\"small\"},";
    String large = "{\"id\":\"large\",\"title\":\"" + "x".repeat(1 << 20) + "\"}";
    fails(REFUSED, "1048576", "put", "--keep", document(small + large, ""));
    assertThat(installation.run("get").succeeded().text()).doesNotContain("\"small\"");
  }

  @Test
  void referenceToNothing_isRefused() throws IOException {
    String lost = "{\"id\":\"lost\",\"tab_id\":\"nowhere\",\"title\":\"lost\"}";
    fails(REFUSED, "nowhere", "put", "--keep", document("", lost));
  }

  // ---- hosts

  @Test
  void secondHostOfADataDirectory_fails() {
    fails(
        FAILURE,
        "a terminal host runs already for",
        "host",
        "--data-dir",
        installation.dataDirectory().toString());
  }

  @Test
  void secondHostOfTheSameName_isRefused() {
    String elsewhere = installation.root().resolve("elsewhere").toString();
    fails(REFUSED, "'local'", "host", "--data-dir", elsewhere);
  }

  @Test
  void hostOfAWorkspaceThatIsNotThere_waitsForIt() throws Exception {
    String data = installation.root().resolve("later").toString();
    List<String> arguments =
        List.of("host", "--workspace", "later", "--host-id", "later", "--data-dir", data);
    Process host =
        installation.start(MuxwireJar.command(MuxwireJar.QUICK_START, arguments), "later-host");
    Path told = installation.root().resolve("later-host.err");
    Awaitility.await("it says what it waits for")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(told).contains("there is no workspace 'later' yet"));
    try (var client = installation.client(server.uri())) {
      client.createWorkspace("later").get(30, TimeUnit.SECONDS);
    }
    Awaitility.await("it has its role")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(told).contains("Registered as host later"));
    assertThat(host.isAlive()).isTrue();
    assertThat(Files.readString(told)).doesNotContain("WARN");
  }
}
