package dev.muxwire.host.pty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Guesses why the kernel refused to execute a file that exists and has permission. */
final class ExecFailure {
  private static final int HEAD_BYTES = 256;
  private static final String ELF = "\u007fELF";

  private ExecFailure() {}

  static String reason(Path program) {
    String head;
    try (var stream = Files.newInputStream(program)) {
      head = new String(stream.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "could not be executed";
    }
    if (head.startsWith("#!")) {
      return ofScript(head.substring(2).strip());
    }
    return head.startsWith(ELF)
        ? "could not be executed: its loader is missing, it is of another architecture, or the"
            + " arguments and environment are too long"
        : "could not be executed: it is neither a program of this system nor a script with #!";
  }

  private static String ofScript(String line) {
    String interpreter = line.split("\\s", 2)[0];
    try {
      if (!Files.isExecutable(Path.of(interpreter))) {
        return "could not be executed: its interpreter " + interpreter + " is missing";
      }
    } catch (InvalidPathException e) {
      return "could not be executed: its first line names no interpreter";
    }
    return "could not be executed by " + interpreter;
  }
}
