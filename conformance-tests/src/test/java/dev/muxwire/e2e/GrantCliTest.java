package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.TerminalSpec;
import dev.muxwire.server.auth.TokenHashes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands with a token that lacks the grant: refused, saying which, and nothing is done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrantCliTest {
  private static final int REFUSED = 4;

  private Installation installation;
  private String terminal;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    Files.createDirectory(
        installation.dataDirectory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    StringBuilder tokens = new StringBuilder();
    for (String grant : List.of("read", "write", "host")) {
      tokens.append(TokenHashes.hash(grant + "-token") + " " + grant + " " + grant + ":main\n");
      writePrivate(tokenFile(grant), grant + "-token\n");
    }
    writePrivate(installation.dataDirectory().resolve("tokens"), tokens.toString());
    ServerProcess server = installation.server("serve", 0);
    var client = installation.client(server.uri());
    client.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    var unused = new PublishingHost(client, Installation.WORKSPACE);
    TerminalSpec spec = TerminalSpec.builder().title("kept").build();
    terminal = client.openTerminal(Installation.WORKSPACE, spec).get(30, TimeUnit.SECONDS);
  }

  @AfterAll
  void end() throws Exception {
    assertThat(installation.runHere("ls").succeeded().text())
        .containsPattern(terminal + " +running");
    installation.close();
  }

  private Path tokenFile(String grant) {
    return installation.root().resolve(grant + ".token");
  }

  private static void writePrivate(Path file, String text) throws Exception {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** Who has only {@code held} is told that {@code needed} is missing. */
  private void refused(String held, String needed, String... command) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command));
    arguments.addAll(1, List.of("--token-file", tokenFile(held).toString()));
    CommandResult result = installation.runHere(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(REFUSED);
    assertThat(result.err())
        .startsWith("muxwire: ")
        .contains("no '" + needed + "' grant for workspace", tokenFile(held).toString())
        .doesNotContain("\tat ");
  }

  @Test
  void reading_withAHostsToken() {
    refused("host", "read", "ls");
    refused("host", "read", "watch");
    refused("host", "read", "get");
    refused("host", "read", "cat", terminal);
  }

  @Test
  void writing_withAReadersToken() {
    refused("read", "write", "put", "--sample", "incident");
    refused("read", "write", "rename", terminal, "renamed");
    refused("read", "write", "kill", "--signal", "INT", terminal);
  }

  @Test
  void openingAndErasing_withAWritersToken() {
    refused("write", "open", "new", "--", "true");
    refused("write", "open", "kill", terminal);
    refused("write", "open", "purge", terminal, "--yes");
  }

  @Test
  void workspaces_withAWritersToken() {
    CommandResult made = workspace("create", "mine");
    assertThat(made.exitCode()).as(made.toString()).isEqualTo(REFUSED);
    assertThat(made.err()).contains("no 'open' grant for workspace 'mine'");
    CommandResult deleted = workspace("delete", "main", "--yes");
    assertThat(deleted.exitCode()).as(deleted.toString()).isEqualTo(REFUSED);
    assertThat(deleted.err()).contains("no 'open' grant for workspace 'main'");
  }

  private CommandResult workspace(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of("workspace", verb));
    arguments.addAll(List.of("--token-file", tokenFile("write").toString()));
    arguments.addAll(Arrays.asList(more));
    return installation.runHere(arguments.toArray(String[]::new));
  }

  @Test
  void hosting_withAWritersToken() {
    String data = installation.root().resolve("host-data").toString();
    refused("write", "host", "host", "--host-id", "other", "--data-dir", data);
  }
}
