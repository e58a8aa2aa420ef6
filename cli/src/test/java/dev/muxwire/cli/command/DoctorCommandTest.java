package dev.muxwire.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.local.DataDirectory;
import dev.muxwire.cli.local.ProcessLock;
import dev.muxwire.cli.local.ProcessRole;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir private Path home;
  private Operator operator = new Operator(Path.of(""));

  @BeforeEach
  void fill() throws Exception {
    operator = new Operator(home);
    operator.serve(
        client -> {
          Operator.fill(client, "main", 200);
          client.createBackup().join();
        });
  }

  private int doctor(String... more) {
    return operator.run(
        Stream.concat(
                Stream.of("doctor", "--data-dir", operator.data().toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void healthyDirectory_isOk_andUntouched() throws IOException {
    Map<Path, FileTime> before = files();

    assertThat(doctor()).as(operator.out()).isEqualTo(ExitCode.OK);

    assertThat(operator.out())
        .contains("OK    workspace main  201 entities at revision 201")
        .contains("format 1, ", "all as it was written", "1 in ", "the owner's")
        .doesNotContain("WARN", "BAD");
    assertThat(files()).isEqualTo(before);
  }

  private Map<Path, FileTime> files() throws IOException {
    Map<Path, FileTime> all = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(operator.data())) {
      for (Path path : walk.toList()) {
        all.put(path, Files.getLastModifiedTime(path));
      }
    }
    return all;
  }

  @Test
  void asJson_isOneObject() {
    assertThat(doctor("--json")).isEqualTo(ExitCode.OK);
    JsonObject json = JsonParser.parseString(operator.out()).getAsJsonObject();
    assertThat(json.get("directory").getAsString()).isEqualTo(operator.data().toString());
    assertThat(json.getAsJsonArray("findings"))
        .allSatisfy(
            finding ->
                assertThat(finding.getAsJsonObject().get("level").getAsString()).isEqualTo("ok"));
  }

  @Test
  void changedTable_isBad_namingTheFile() throws IOException {
    Path table;
    try (Stream<Path> files = Files.list(operator.data().resolve("store/db"))) {
      table = files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 3] ^= 1;
    Files.write(table, bytes);

    assertThat(doctor()).isEqualTo(ExitCode.FAILURE);

    assertThat(operator.out())
        .contains("BAD   checksums", "checksum mismatch", String.valueOf(table.getFileName()))
        .contains("-> restore the latest backup");
  }

  @Test
  void wrongModes_areBad_withTheCommandThatMendsThem() throws IOException {
    Path key = operator.data().resolve("identity.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(operator.data(), PosixFilePermissions.fromString("rwxr-x---"));
    Path backups = operator.data().resolve("backups");
    Files.setPosixFilePermissions(backups, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(doctor()).isEqualTo(ExitCode.FAILURE);

    assertThat(operator.out())
        .contains("BAD   backups", "chmod 700 " + backups)
        .contains("BAD   directory", "chmod 700 " + operator.data())
        .contains("BAD   identity.key", "chmod 600 " + key);
  }

  @Test
  void damagedSecretFiles_areBad_andNamed() throws IOException {
    Files.writeString(operator.data().resolve("tokens"), "not a token\n");
    Files.write(operator.data().resolve("identity.key"), new byte[5]);
    Files.delete(operator.data().resolve("token"));

    assertThat(doctor()).isEqualTo(ExitCode.FAILURE);

    assertThat(operator.out())
        .contains("BAD   tokens", operator.data().resolve("tokens") + ":1")
        .contains("BAD   identity.key", "has 5 bytes, not 32")
        .contains("BAD   token ");
  }

  @Test
  void leftovers_areAWarning() throws IOException {
    Files.createDirectories(home.resolve("data.before-restore-20261125T070000Z/backups"));
    Files.createDirectory(operator.data().resolve("store/damaged-20261125T070000Z"));

    assertThat(doctor()).isEqualTo(ExitCode.OK);

    assertThat(operator.out())
        .contains(
            "WARN  leftovers",
            "data.before-restore-",
            "Z (with backups)",
            "damaged-20261125T070000Z");
  }

  @Test
  void directoryOfARunningServer_isExaminedFromOutside_andTheServerIsAsked() throws Exception {
    DataDirectory directory = new DataDirectory(operator.data());
    ServerConfig config =
        ServerConfig.builder().listenPort(0).dataDirectory(operator.data()).build();
    try (ProcessLock lock = ProcessLock.tryAcquire(directory, ProcessRole.SERVER).orElseThrow();
        MuxwireServer server = MuxwireServer.start(config)) {
      lock.describe(server.uri());

      assertThat(doctor()).isEqualTo(ExitCode.OK);

      assertThat(operator.out())
          .contains("OK    server", server.uri().toString(), "1 workspaces")
          .contains("OK    store", "in use, and so not looked into")
          .doesNotContain("checksums");
    }
  }

  @Test
  void directoryThatIsNotThere_ends5_andIsNotMade() {
    assertThat(operator.run("doctor", "--data-dir", home.resolve("none").toString()))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(home.resolve("none")).doesNotExist();
  }
}
