package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token's life, by the commands alone: made, used, refused where it ends, taken back. */
final class TokenCliTest {
  private static final int REFUSED = 4;

  @Test
  void readOnlyToken_readsOneWorkspace_untilItIsRevoked(@TempDir Path directory) throws Exception {
    try (Installation installation = new Installation(directory)) {
      installation.up();
      String token = directory.resolve("reader.token").toString();
      installation
          .runHere("token", "create", "--name", "reader", "--read", "main", "--out", token)
          .succeeded();
      awaitKnown(installation, token);

      assertRefused(
          installation.runHere("new", "--token-file", token, "--", "true"), "'open' grant");
      assertRefused(
          installation.runHere("get", "--token-file", token, "--workspace", "other"),
          "'read' grant");

      Process watch = watch(installation, token);
      installation.runHere("token", "revoke", "reader").succeeded();
      assertThat(watch.waitFor(10, TimeUnit.SECONDS)).as("the watch ended").isTrue();
      assertThat(watch.exitValue()).isEqualTo(REFUSED);
      assertThat(Files.readString(directory.resolve("watch.err")))
          .contains("the token 'reader' was revoked at ");
      assertRefused(installation.runHere("ls", "--token-file", token), "was revoked at ");
    }
  }

  /** The server follows within a second. */
  private static void awaitKnown(Installation installation, String token) {
    Awaitility.await("the new token opens the server")
        .atMost(Duration.ofSeconds(20))
        .until(() -> installation.runHere("ls", "--token-file", token).exitCode() == 0);
  }

  private static Process watch(Installation installation, String token) {
    List<String> command = List.of("watch", "--token-file", token);
    Process watch =
        installation.start(MuxwireJar.command(MuxwireJar.QUICK_START, command), "watch");
    Awaitility.await("the workspace as it is")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.size(installation.root().resolve("watch.out")) > 0);
    return watch;
  }

  private static void assertRefused(CommandResult result, String reason) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(REFUSED);
    assertThat(result.err()).contains(reason);
  }
}
