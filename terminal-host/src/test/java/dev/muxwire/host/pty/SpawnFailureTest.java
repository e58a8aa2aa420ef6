package dev.muxwire.host.pty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever cannot run says so, with its reason. */
class SpawnFailureTest {
  @TempDir Path directory;

  @Test
  void unknownCommand_fails() {
    fails(Terminal.spec("no-such-program"), "no-such-program was not found in PATH");
    fails(Terminal.spec("/no/such/program"), "/no/such/program does not exist");
    fails(Terminal.spec(), "no program is named");
  }

  @Test
  void directoryAsCommand_fails() {
    fails(Terminal.spec("/tmp"), "/tmp is no program");
  }

  @Test
  void fileWithoutPermission_fails() throws Exception {
    Path file = file("plain", "#!/bin/sh\n", "rw-r--r--");
    fails(Terminal.spec(file.toString()), "not executable: permission denied");
  }

  @Test
  void fileWithoutPermissionInPath_fails() throws Exception {
    file("plain", "#!/bin/sh\n", "rw-r--r--");
    PtySpec spec = spec(Map.of("PATH", directory.toString()), "", "plain");
    fails(spec, "plain in PATH is not executable: permission denied");
  }

  @Test
  void fileThatTheKernelRefuses_fails() throws Exception {
    Path noFormat = file("no-format", "echo hello\n", "rwxr-xr-x");
    fails(Terminal.spec(noFormat.toString()), "neither a program of this system nor a script");
    Path noInterpreter = file("no-interpreter", "#!/no/such/interpreter -x\n", "rwxr-xr-x");
    fails(
        Terminal.spec(noInterpreter.toString()), "its interpreter /no/such/interpreter is missing");
  }

  @Test
  void argumentsThatAreTooLong_fail() {
    fails(Terminal.spec("true", "x".repeat(1 << 20)), "arguments and environment are too long");
  }

  @Test
  void unknownDirectory_fails() throws Exception {
    fails(spec(Map.of(), "/no/such/directory", "true"), "/no/such/directory does not exist");
    Path file = file("plain", "", "rw-r--r--");
    fails(spec(Map.of(), file.toString(), "true"), "is no directory");
  }

  @Test
  void impossibleTexts_fail() {
    fails(Terminal.spec("true", "a\0b"), "an argument contains a NUL");
    fails(spec(Map.of("A", "b\0"), "", "true"), "A contains a NUL");
    fails(spec(Map.of("A=B", "c"), "", "true"), "cannot name an environment variable");
    fails(spec(Map.of(), "a\0b", "true"), "is no path");
  }

  private Path file(String name, String content, String permissions) throws Exception {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static PtySpec spec(Map<String, String> environment, String cwd, String... command) {
    return new PtySpec("t1", List.of(command), cwd, environment, PtySize.DEFAULT);
  }

  private static void fails(PtySpec spec, String reason) {
    assertThatThrownBy(() -> PtyProcess.spawn(spec, PtyLimits.DEFAULT))
        .isInstanceOf(SpawnFailedException.class)
        .hasMessageContaining(reason);
  }
}
