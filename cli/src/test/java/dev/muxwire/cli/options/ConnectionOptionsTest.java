package dev.muxwire.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.local.LastServer;
import dev.muxwire.cli.local.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectionOptionsTest {
  @TempDir private Path home;

  @Test
  void nothingKnown_failsAndSaysWhatToDo() {
    assertThatThrownBy(() -> resolve(Map.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("muxwire up")
        .extracting(failure -> ((CommandFailure) failure).exitCode())
        .isEqualTo(ExitCode.CANNOT_CONNECT);
  }

  @Test
  void lastServer_isTheDefault() throws IOException {
    writeLastServer();

    ServerAccess access = resolve(Map.of());

    assertThat(access.url()).isEqualTo(URI.create("ws://127.0.0.1:7070/v1/sync"));
    assertThat(access.tokenFile()).isEqualTo(home.resolve("data/token"));
    assertThat(access.workspace()).isEqualTo("main");
  }

  @Test
  void environment_comesBeforeTheLastServer_andOptionsBeforeBoth() throws IOException {
    writeLastServer();
    Map<String, String> variables =
        Map.of("MUXWIRE_URL", "ws://a:1/v1/sync", "MUXWIRE_TOKEN_FILE", "/a/token");

    assertThat(resolve(variables))
        .isEqualTo(new ServerAccess(URI.create("ws://a:1/v1/sync"), Path.of("/a/token"), "main"));
    assertThat(
            resolve(
                variables, "--url", "ws://b:2/v1/sync", "--token-file", "/b/token", "-w", "other"))
        .isEqualTo(new ServerAccess(URI.create("ws://b:2/v1/sync"), Path.of("/b/token"), "other"));
  }

  @Test
  void url_ofAnotherKind_isAUsageError() {
    for (String url : new String[] {"http://a:1/", "ws:", "a b", "127.0.0.1:7070"}) {
      assertThatThrownBy(() -> resolve(Map.of(), "--url", url, "--token-file", "/t"))
          .hasMessageContaining("ws://HOST:PORT/v1/sync");
    }
  }

  @Test
  void token_thatIsNotThere_isNamed() {
    ServerAccess access =
        new ServerAccess(URI.create("ws://a:1/v1/sync"), home.resolve("none"), "main");

    assertThatThrownBy(access::readToken)
        .hasMessageContaining(home.resolve("none").toString())
        .hasMessageContaining("--token-file");
  }

  @Test
  void token_thatOthersMayRead_isRefused_withTheRemedy() throws IOException {
    Path file = Files.writeString(home.resolve("open.token"), "secret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> access(file).readToken())
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(file + " is open to others (mode 0644): run `chmod 600 " + file);
  }

  @Test
  void tokenFile_holdsOneTokenAndNothingElse() throws IOException {
    for (String content : new String[] {"", " \n", "one two\n", "one\ntwo\n"}) {
      Path file = home.resolve("a.token");
      PrivateFiles.replace(file, content);
      assertThatThrownBy(() -> access(file).readToken())
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(file.toString());
    }
    PrivateFiles.replace(home.resolve("a.token"), "secret\n");
    assertThat(access(home.resolve("a.token")).readToken()).isEqualTo("secret");
  }

  private static ServerAccess access(Path tokenFile) {
    return new ServerAccess(URI.create("ws://a:1/v1/sync"), tokenFile, "main");
  }

  private void writeLastServer() throws IOException {
    new LastServer(
            URI.create("ws://127.0.0.1:7070/v1/sync"),
            home.resolve("data/token"),
            home.resolve("data"),
            home.resolve("backups"))
        .write(new Environment(Map.of(), home));
  }

  private ServerAccess resolve(Map<String, String> variables, String... arguments) {
    ConnectionOptions options = new ConnectionOptions();
    new CommandLine(new Holder(options)).parseArgs(arguments);
    return options.resolve(new Environment(variables, home));
  }

  @CommandLine.Command
  private static final class Holder {
    @CommandLine.Mixin private final ConnectionOptions options;

    private Holder(ConnectionOptions options) {
      this.options = options;
    }
  }
}
