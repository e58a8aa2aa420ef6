package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreCommandTest {
  @TempDir private Path home;
  private Operator operator = new Operator(Path.of(""));

  @BeforeEach
  void backUp() throws Exception {
    operator = new Operator(home);
    operator.serve(
        client -> {
          Operator.fill(client, "kept", 10);
          client.createBackup().join();
          Operator.fill(client, "later", 10);
        });
  }

  private int restore(Path target, String... more) {
    return operator.run(
        Stream.concat(Stream.of("restore", "--data-dir", target.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  private String backups() {
    return operator.data().resolve("backups").toString();
  }

  /** What the doctor, and so a server, finds there. */
  private String contents(Path data) {
    operator.run("doctor", "--data-dir", data.toString());
    return operator.out();
  }

  @Test
  void newDirectory_hasWhatTheBackupHas_inAGenerationOfItsOwn() throws IOException {
    Path target = home.resolve("deep/new");

    assertThat(restore(target, "--from", backups(), "--json")).isEqualTo(ExitCode.OK);

    JsonObject json = JsonParser.parseString(operator.out()).getAsJsonObject();
    assertThat(json.get("id").getAsInt()).isEqualTo(1);
    assertThat(json.get("data_directory").getAsString()).isEqualTo(target.toString());
    assertThat(json.has("moved_aside")).isFalse();
    assertThat(contents(target))
        .contains("workspace kept  11 entities at revision 11")
        .doesNotContain("later", "BAD");
    assertThat(target.resolve("token")).hasSameTextualContentAs(operator.data().resolve("token"));
    assertThat(target.resolve("store/GENERATION")).isNotEmptyFile();
  }

  @Test
  void emptyDirectory_isTaken() throws IOException {
    Path target = Files.createDirectory(home.resolve("empty"));
    assertThat(restore(target, "1", "--from", backups())).isEqualTo(ExitCode.OK);
    assertThat(contents(target)).contains("workspace kept");
  }

  @Test
  void directoryInUseBySomething_isRefused_andUntouched() throws IOException {
    Path target = Files.createDirectory(home.resolve("full"));
    Files.writeString(target.resolve("precious"), "precious");
    assertThat(restore(target, "--from", backups())).isEqualTo(ExitCode.FAILURE);
    assertThat(operator.err()).contains("is not empty", "--replace");
    assertThat(target).isDirectoryContaining("glob:**/precious");
  }

  @Test
  void replace_movesAside_andTakesTheBackupsAlong() throws IOException {
    assertThat(restore(operator.data(), "--replace")).isEqualTo(ExitCode.OK);
    assertThat(operator.out())
        .contains("what was there is " + operator.data() + ".before-restore-");

    assertThat(contents(operator.data())).contains("workspace kept").doesNotContain("later");
    assertThat(operator.run("backup", "list", "--data-dir", operator.data().toString()))
        .isEqualTo(ExitCode.OK);
    assertThat(operator.out()).contains("\n1 ");
    Path aside;
    try (Stream<Path> all = Files.list(home)) {
      aside =
          all.filter(path -> path.toString().contains(".before-restore-"))
              .findFirst()
              .orElseThrow();
    }
    assertThat(contents(aside)).contains("workspace kept", "workspace later");
  }

  @Test
  void directoryBehindALink_isReplacedThere() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), operator.data());
    assertThat(restore(link, "--replace")).isEqualTo(ExitCode.OK);
    assertThat(link).isSymbolicLink();
    assertThat(contents(operator.data()))
        .contains("workspace kept", "1 in ")
        .doesNotContain("later");
  }

  @Test
  void restoredStore_isServed_andBackedUpOnAndOn() throws Exception {
    restore(operator.data(), "--replace");
    operator.serve(
        client -> {
          assertThat(client.listWorkspaces().join()).containsExactly("kept");
          Operator.fill(client, "anew", 5);
          assertThat(client.createBackup().join().id()).isEqualTo(2);
        });
    assertThat(restore(home.resolve("third"), "2", "--from", backups())).isEqualTo(ExitCode.OK);
    assertThat(contents(home.resolve("third"))).contains("workspace kept", "workspace anew");
  }

  @Test
  void damagedBackup_isRefused_namingTheFile_andNothingIsLeft() throws IOException {
    Path key = operator.data().resolve("backups/files/1/identity.key");
    byte[] bytes = Files.readAllBytes(key);
    bytes[3] ^= 4;
    Files.write(key, bytes);

    assertThat(restore(home.resolve("new"), "--from", backups())).isEqualTo(ExitCode.FAILURE);

    assertThat(operator.err()).contains(key + " is not as it was written");
    try (Stream<Path> all = Files.list(home)) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .doesNotContain("new")
          .noneMatch(name -> name.contains("restoring"));
    }
  }

  @ParameterizedTest
  @EnumSource(ProcessRole.class)
  void directoryThatAProcessHolds_isRefused(ProcessRole role) throws Exception {
    DataDirectory directory = new DataDirectory(operator.data());
    try (ProcessLock held = ProcessLock.tryAcquire(directory, role).orElseThrow()) {
      assertThat(held).isNotNull();
      assertThat(restore(operator.data(), "--replace")).isEqualTo(ExitCode.FAILURE);
      assertThat(operator.err()).contains(role.label() + " runs for", "down");
    }
  }

  @Test
  void directoryOfAServerThatNoCommandStarted_isRefused() throws Exception {
    operator.serve(
        client -> {
          assertThat(restore(operator.data(), "--replace")).isEqualTo(ExitCode.FAILURE);
          assertThat(operator.err()).contains("a server uses " + operator.data());
        });
  }

  @Test
  void whatIsNotThere_ends5_andWhatIsNotSaid_ends2() {
    assertThat(restore(home.resolve("new"), "7", "--from", backups()))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(restore(home.resolve("new"), "--from", home.resolve("none").toString()))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(restore(home.resolve("new"))).isEqualTo(ExitCode.USAGE);
    assertThat(operator.run("restore")).isEqualTo(ExitCode.USAGE);
    assertThat(home.resolve("new")).doesNotExist();
  }
}
