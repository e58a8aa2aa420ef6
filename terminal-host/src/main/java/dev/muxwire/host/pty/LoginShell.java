package dev.muxwire.host.pty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the shell of the user who runs this process. */
public final class LoginShell {
  private static final String FALLBACK = "/bin/sh";
  private static final int PASSWD_FIELDS = 7;

  private LoginShell() {}

  /**
   * The command that starts a shell as a login shell: the one asked for, or the user's own if that
   * is empty.
   */
  public static List<String> command(String shell) {
    return List.of(shell.isEmpty() ? ofUser() : shell, "-l");
  }

  private static String ofUser() {
    String fromEnvironment = System.getenv("SHELL");
    if (fromEnvironment != null && isProgram(fromEnvironment)) {
      return fromEnvironment;
    }
    // A service manager may start the host without SHELL.
    return ofPasswd(System.getProperty("user.name", "")).orElse(FALLBACK);
  }

  private static Optional<String> ofPasswd(String user) {
    try (var lines = Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length == PASSWD_FIELDS && fields[0].equals(user))
          .map(fields -> fields[PASSWD_FIELDS - 1])
          .filter(LoginShell::isProgram)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isProgram(String path) {
    Path program = Path.of(path);
    return program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program);
  }
}
