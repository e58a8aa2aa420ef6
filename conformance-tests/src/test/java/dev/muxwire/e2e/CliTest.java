package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a script uses them: JSON on stdout, exit codes, sentences on stderr. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CliTest {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int CANNOT_CONNECT = 3;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;

  private Installation installation;
  private ServerProcess server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    server = installation.up();
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult run(String... arguments) {
    return installation.runHere(arguments);
  }

  private JsonObject listed(String terminalId) {
    JsonArray terminals = run("ls", "--json").succeeded().json().getAsJsonArray("terminals");
    return StreamSupport.stream(terminals.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(terminal -> terminal.get("id").getAsString().equals(terminalId))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void new_thenLs_thenCat_tellOfTheSameTerminal() {
    String id =
        run("new", "--json", "--", "printf", "one\\ntwo\\n")
            .succeeded()
            .json()
            .get("id")
            .getAsString();
    Awaitility.await("the program's exit")
        .atMost(Duration.ofSeconds(30))
        .until(() -> listed(id).get("state").getAsString().equals("exited"));
    assertThat(run("cat", id, "--raw").succeeded().text()).isEqualTo("one\r\ntwo\r\n");
    assertThat(run("cat", id).succeeded().text()).isEqualTo("one\ntwo\n");
  }

  @Test
  void purge_erasesASecret_fromCatAndFromTheFiles() throws Exception {
    String secret = "s3cret-" + "a".repeat(3) + "-token";
    String id =
        run("new", "--json", "--", "sh", "-c", "printf s3cret-; printf aaa-token")
            .succeeded()
            .json()
            .get("id")
            .getAsString();
    Awaitility.await("the program's exit")
        .atMost(Duration.ofSeconds(30))
        .until(() -> listed(id).get("state").getAsString().equals("exited"));
    assertThat(run("cat", id).succeeded().text()).contains(secret);
    CommandResult unconfirmed = run("purge", id);
    assertThat(unconfirmed.exitCode()).isEqualTo(USAGE);
    assertThat(unconfirmed.err()).contains("--yes");
    assertThat(run("purge", id, "--before", "9999", "--yes").exitCode()).isEqualTo(REFUSED);
    assertThat(run("cat", id).succeeded().text()).contains(secret);

    JsonObject purged = run("purge", id, "--yes", "--json").succeeded().json();
    assertThat(purged.get("id").getAsString()).isEqualTo(id);
    CommandResult gone = run("cat", id);
    assertThat(gone.succeeded().text()).isEmpty();
    assertThat(gone.err()).contains("were purged");
    assertThat(filesWith(secret)).isEmpty();
    assertThat(run("purge", "no-such-terminal", "--yes").exitCode()).isEqualTo(NOT_FOUND);
  }

  private List<Path> filesWith(String text) throws Exception {
    try (Stream<Path> files = Files.walk(installation.dataDirectory())) {
      return files.filter(file -> Files.isRegularFile(file) && contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // it went away meanwhile
    }
  }

  @Test
  void workspace_isMadeListedAndDeleted_andItsHostEnds() throws Exception {
    run("workspace", "create", "side").succeeded();
    assertThat(run("workspace", "create", "side").exitCode()).isEqualTo(REFUSED);
    Process host =
        installation.start(
            MuxwireJar.command(
                MuxwireJar.QUICK_START,
                List.of(
                    "host",
                    "--workspace",
                    "side",
                    "--host-id",
                    "side",
                    "--data-dir",
                    installation.root().resolve("side").toString())),
            "side-host");
    Awaitility.await("a terminal in the new workspace")
        .atMost(Duration.ofSeconds(60))
        .until(() -> run("new", "--workspace", "side", "--", "cat").exitCode() == 0);
    JsonArray all =
        run("workspace", "list", "--json").succeeded().json().getAsJsonArray("workspaces");
    assertThat(all).anyMatch(row -> name(row).equals("side"));
    assertThat(run("workspace", "list").succeeded().text()).contains("side").contains("RUNNING");
    assertThat(run("workspace", "delete", "side").exitCode()).isEqualTo(USAGE);

    run("workspace", "delete", "side", "--yes").succeeded();
    assertThat(host.waitFor(60, TimeUnit.SECONDS)).as("the host has ended").isTrue();
    assertThat(host.exitValue()).isEqualTo(NOT_FOUND);
    assertThat(run("ls", "--workspace", "side").exitCode()).isEqualTo(NOT_FOUND);
    assertThat(run("workspace", "delete", "side", "--yes").exitCode()).isEqualTo(NOT_FOUND);
    run("workspace", "create", "side").succeeded();
    run("workspace", "delete", "side", "--yes").succeeded();
  }

  private static String name(JsonElement row) {
    return row.getAsJsonObject().get("name").getAsString();
  }

  @Test
  void up_leavesARunningShell_withATab() {
    JsonObject listing = run("ls", "--json").succeeded().json();
    JsonArray terminals = listing.getAsJsonArray("terminals");
    assertThat(terminals).anyMatch(terminal -> state(terminal).equals("running"));
    assertThat(listing.getAsJsonArray("tabs")).isNotEmpty();
  }

  private static String state(JsonElement terminal) {
    return terminal.getAsJsonObject().get("state").getAsString();
  }

  @Test
  void status_tellsOfTheHost_andOfItself() {
    JsonObject status = run("status", "--json").succeeded().json();
    JsonObject workspace = status.getAsJsonArray("workspaces").get(0).getAsJsonObject();
    JsonObject host = workspace.getAsJsonArray("hosts").get(0).getAsJsonObject();
    assertThat(host.get("hostId").getAsString()).isEqualTo("local");
    assertThat(host.get("runningTerminals").getAsInt()).isPositive();
    assertThat(status.getAsJsonArray("connections")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(run("status").succeeded().text()).contains("CONNECTION", "TERMINAL", "muxwire-cli");
  }

  @Test
  void up_keepsItsTokenPrivate() throws Exception {
    assertThat(Files.getPosixFilePermissions(installation.tokenFile()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(installation.dataDirectory()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void whatPutStores_getGivesBack() throws Exception {
    run("put", "--sample", "incident", "--seed", "7").succeeded();
    byte[] document = run("get").succeeded().out();
    assertThat(document.length).isBetween(300_000, 600_000);
    Path file = Files.write(installation.root().resolve("document.json"), document);
    JsonObject again = run("put", "--keep", file.toString(), "--json").succeeded().json();
    assertThat(again.get("created").getAsInt()).isZero();
    assertThat(again.get("changed").getAsInt()).isZero();
    assertThat(again.get("removed").getAsInt()).isZero();
  }

  @Test
  void watch_tellsEachChange() throws Exception {
    List<String> watch = List.of("watch", "--json");
    Process watching =
        installation.start(MuxwireJar.command(MuxwireJar.QUICK_START, watch), "watch");
    Path out = installation.root().resolve("watch.out");
    Awaitility.await("the workspace as it is")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(out).contains("\n"));
    String id = run("new", "--title", "watched", "--", "true").succeeded().text().strip();
    Awaitility.await("the new terminal's change set")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(out).contains(id));
    for (String line : Files.readAllLines(out)) {
      assertThat(JsonParser.parseString(line).getAsJsonObject().has("revision")).isTrue();
    }
    assertThat(watching.isAlive()).isTrue();
  }

  @Test
  void version_isToldAsJson() {
    assertThat(
            installation.run("version", "--json").succeeded().json().get("version").getAsString())
        .isNotBlank();
  }

  @Test
  void wrongToken_isRefused_namingItsFile() throws Exception {
    Path token = Files.writeString(installation.root().resolve("wrong-token"), "nonsense\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    CommandResult result = run("ls", "--token-file", token.toString());
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(REFUSED);
    assertThat(result.err()).contains(token.toString());
  }

  @Test
  void missingTokenFile_isNotFound() {
    CommandResult result = run("ls", "--token-file", "/nowhere/token");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(NOT_FOUND);
    assertThat(result.err()).contains("/nowhere/token");
  }

  @Test
  void noServer_cannotConnect() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    CommandResult result = run("ls", "--url", "ws://127.0.0.1:" + port + "/v1/sync");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(CANNOT_CONNECT);
    assertThat(result.err()).contains("Is the server running?");
  }

  @Test
  void unknownTerminal_isNotFound() {
    CommandResult result = run("cat", "no-such-terminal");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(NOT_FOUND);
  }

  @Test
  void portInUse_failsInWords() {
    CommandResult result = serve("127.0.0.1:" + server.port(), "another");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(FAILURE);
    assertThat(result.err()).contains("in use");
  }

  @Test
  void dataDirectoryInUse_failsInWords() {
    CommandResult result = serve("127.0.0.1:0", "data");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(FAILURE);
    assertThat(result.err()).contains("runs already");
  }

  @Test
  void listeningBeyondThisMachine_isRefused() {
    CommandResult result = serve("0.0.0.0:0", "open");
    assertThat(result.exitCode()).as(result.toString()).isNotZero();
    assertThat(result.err()).contains("0.0.0.0").contains("--behind-proxy");
  }

  private CommandResult serve(String listen, String directory) {
    String path = installation.root().resolve(directory).toString();
    return installation.run("serve", "--listen", listen, "--data-dir", path);
  }
}
