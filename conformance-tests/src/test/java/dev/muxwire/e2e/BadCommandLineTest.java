package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What users do wrong: an exit code that means it, a sentence that helps, and no stack trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadCommandLineTest {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final int REFUSED = 4;
  private static final int NOT_FOUND = 5;

  private Installation installation;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    ServerProcess server = installation.server("up", 0);
    Awaitility.await("up has told how to attach")
        .atMost(Duration.ofSeconds(60))
        .until(() -> server.output().contains("muxwire attach"));
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  private CommandResult fails(int exitCode, String... arguments) {
    CommandResult result = installation.run(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    assertThat(result.err()).isNotBlank().doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
    return result;
  }

  @Test
  void commandThatDoesNotExist_failsInTheHostsWords() {
    CommandResult result = fails(FAILURE, "new", "--", "/no/such/program");
    assertThat(result.err()).contains("/no/such/program");
  }

  @Test
  void workspaceThatIsNotThere_isNotFound() {
    assertThat(fails(NOT_FOUND, "ls", "--workspace", "nowhere").err()).contains("nowhere");
    fails(NOT_FOUND, "attach", "some-terminal", "--workspace", "nowhere");
  }

  @Test
  void tokenFileThatOthersMayRead_isRefused() throws Exception {
    Path open = Files.copy(installation.tokenFile(), installation.root().resolve("open-token"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    CommandResult result = fails(FAILURE, "ls", "--token-file", open.toString());
    assertThat(result.err()).contains(open.toString(), "chmod");
  }

  @Test
  void tokenThatExpired_isRefused_andSaysWhen() {
    String token = installation.root().resolve("short.token").toString();
    installation
        .run(
            "token",
            "create",
            "--name",
            "short",
            "--read",
            "main",
            "--expires",
            "1s",
            "--out",
            token)
        .succeeded();
    Awaitility.await("the server knows it, and that its time is over")
        .atMost(Duration.ofSeconds(30))
        .until(() -> installation.run("ls", "--token-file", token).err().contains("expired"));
    fails(REFUSED, "ls", "--token-file", token);
  }

  @Test
  void unknownCommandAndOption_areUsageErrors_withASuggestion() {
    assertThat(fails(USAGE, "atach").err()).contains("attach");
    assertThat(fails(USAGE, "ls", "--jsn").err()).contains("--json");
  }
}
