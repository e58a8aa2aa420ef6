package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.muxwire.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {
  @TempDir private Path home;
  private Operator operator = new Operator(Path.of(""));

  @BeforeEach
  void begin() {
    operator = new Operator(home);
  }

  /** Judges a server that runs meanwhile. */
  private int judge(String... more) throws Exception {
    int[] exitCode = new int[1];
    operator.serve(
        client -> {
          List<String> arguments =
              new ArrayList<>(
                  List.of(
                      "conformance",
                      "server",
                      "--url",
                      operator.url().toString(),
                      "--token-file",
                      operator.data().resolve("token").toString()));
          arguments.addAll(List.of(more));
          exitCode[0] = operator.run(arguments.toArray(String[]::new));
          assertThat(client.listWorkspaces().join()).as("what is left behind").isEmpty();
        });
    return exitCode[0];
  }

  @Test
  void list_tellsCases_withoutAServer() {
    assertThat(operator.run("conformance", "server", "--list", "--only", "CHUNK-5"))
        .isEqualTo(ExitCode.OK);
    assertThat(operator.out())
        .contains("chunk/broken/skipped-index", "MUST", "CHUNK-1 CHUNK-5")
        .doesNotContain("handshake/welcome");
  }

  @Test
  void patternThatFitsNothing_isNotFound() {
    assertThat(operator.run("conformance", "server", "--only", "nonsense"))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(operator.err()).contains("nonsense", "--list");
  }

  @Test
  void goodServer_passes_andItsReportsAreMerged() throws Exception {
    Path json = home.resolve("a.json");
    Path junit = home.resolve("a.xml");
    assertThat(
            judge(
                "--only",
                "handshake/limits",
                "--only",
                "state/change",
                "--name",
                "mine",
                "--json",
                json.toString(),
                "--junit",
                junit.toString()))
        .as(operator.out())
        .isEqualTo(ExitCode.OK);
    assertThat(operator.out()).containsPattern("handshake +5 passed").contains("mine");
    assertThat(junit).content().contains("failures=\"0\"", "handshake/limits/smallest");
    assertThat(
            JsonParser.parseString(Files.readString(json))
                .getAsJsonObject()
                .get("implementation")
                .getAsString())
        .isEqualTo("mine");
    Path html = home.resolve("both.html");
    assertThat(
            operator.run(
                "conformance",
                "report",
                json.toString(),
                json.toString(),
                "--html",
                html.toString()))
        .isEqualTo(ExitCode.OK);
    assertThat(html).content().contains("<th>mine</th><th>mine</th>", "state/change/create");
  }

  @Test
  void knownFailureThatPasses_failsTheRun() throws Exception {
    Path known = home.resolve("known");
    Files.writeString(known, "handshake/welcome # no more\n");
    assertThat(judge("--only", "handshake/welcome", "--known-failing", known.toString()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(operator.out()).contains("FAILED", "handshake/welcome", "delete it there");
  }

  @Test
  void caseWithoutItsToken_isSkipped_withTheReason() throws Exception {
    assertThat(judge("--only", "grant/read/subscribe")).isEqualTo(ExitCode.OK);
    assertThat(operator.out()).contains("SKIPPED", "no token with the grant 'read'");
  }

  @Test
  void serverThatIsNotThere_cannotConnect() throws IOException {
    Path token = home.resolve("token");
    Files.writeString(token, "anything");
    Files.setPosixFilePermissions(
        token, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    assertThat(
            operator.run(
                "conformance",
                "server",
                "--url",
                "ws://127.0.0.1:1/v1/sync",
                "--token-file",
                token.toString()))
        .isEqualTo(ExitCode.CANNOT_CONNECT);
  }

  @Test
  void fileThatIsNoReport_isRefused() throws IOException {
    Path file = home.resolve("no.json");
    Files.writeString(file, "{}");
    assertThat(
            operator.run(
                "conformance", "report", file.toString(), "--html", home.resolve("x").toString()))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(operator.err()).contains("no results");
  }
}
