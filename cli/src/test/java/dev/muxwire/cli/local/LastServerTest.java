package dev.muxwire.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastServerTest {
  @TempDir private Path home;

  @Test
  void whatWasWritten_isRead_andOnlyItsOwners() throws IOException {
    Environment environment = new Environment(Map.of("XDG_STATE_HOME", home + "/state"), home);
    LastServer server =
        new LastServer(
            URI.create("ws://127.0.0.1:7070/v1/sync"),
            home.resolve("t"),
            home.resolve("d"),
            home.resolve("b"));

    server.write(environment);

    assertThat(LastServer.read(environment)).contains(server);
    Path file = home.resolve("state/muxwire/last-server.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "null", "{\"url\":5}", "{\"url\":\"a b\"}"})
  void aDamagedFile_countsAsNone(String content) throws IOException {
    Environment environment = new Environment(Map.of(), home);
    PrivateFiles.replace(environment.stateDirectory().resolve("last-server.json"), content);

    assertThat(LastServer.read(environment)).isEmpty();
  }

  @Test
  void stateDirectory_ignoresARelativeVariable() {
    assertThat(new Environment(Map.of("XDG_STATE_HOME", "state"), home).stateDirectory())
        .isEqualTo(home.resolve(".local/state/muxwire"));
  }
}
