package dev.muxwire.host.pty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of one session, from /proc: a shell gives every job a group of its own, so that no
 * group is all of a terminal.
 */
final class SessionProcesses {
  // The fields of /proc/PID/stat after the name, which may itself contain blanks and parentheses.
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int START_TICKS = 19;

  /** A process; its start tells it from a later one with the same id. */
  record Member(int pid, long startTicks) {}

  private SessionProcesses() {}

  static List<Member> of(int session) {
    List<Member> members = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        member(process, session).ifPresent(members::add);
      }
    } catch (IOException e) {
      // Without /proc the groups have to do.
    }
    return members;
  }

  private static Optional<Member> member(Path process, int session) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (Integer.parseInt(fields[SESSION]) != session || fields[STATE].equals("Z")) {
        return Optional.empty();
      }
      int pid = Integer.parseInt(process.getFileName().toString());
      return Optional.of(new Member(pid, Long.parseLong(fields[START_TICKS])));
    } catch (IOException | RuntimeException e) {
      // It ended while we looked.
      return Optional.empty();
    }
  }
}
