package dev.muxwire.host.pty;

import com.pty4j.unix.PtyHelpers;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Forks and executes, and returns once the program truly runs.
 *
 * <p>A failed execve leaves a child that exits with 127, like a program that chose to. The kernel
 * tells them apart: until execve a child bears the name of the thread that forked it.
 */
final class ProgramStarter {
  private static final String FORKER = "(mux-fork)";
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  static {
    // Arguments are UTF-8, whatever locale the host was started in.
    if (System.getProperty("jna.encoding") == null) {
      System.setProperty("jna.encoding", StandardCharsets.UTF_8.name());
    }
    IgnoredSignals.catchInstead();
  }

  private ProgramStarter() {}

  /** Returns the process id, which is also the id of a new session and of its first group. */
  static int start(
      PtyDevice device, Path program, List<String> command, String[] environment, Path directory)
      throws SpawnFailedException {
    int pid = fork(device, program, command, environment, directory);
    if (pid <= 0) {
      throw new SpawnFailedException(program + " could not be started: no process");
    }
    awaitProgram(pid, program);
    return pid;
  }

  private static int fork(
      PtyDevice device, Path program, List<String> command, String[] environment, Path directory) {
    CompletableFuture<Integer> forked = new CompletableFuture<>();
    Thread forker =
        new Thread(
            () -> {
              try {
                unblockSignals();
                forked.complete(
                    PtyHelpers.execPty(
                        program.toString(),
                        command.toArray(String[]::new),
                        environment,
                        directory.toString(),
                        device.pty().getSlaveName(),
                        device.pty().getMasterFD(),
                        null,
                        -1,
                        false));
              } catch (RuntimeException | Error e) {
                forked.completeExceptionally(e);
              }
            },
            FORKER);
    forker.setDaemon(true);
    forker.start();
    return forked.join();
  }

  /**
   * Java's threads block SIGQUIT, children inherit that, and Ctrl-\ would do nothing in every
   * terminal.
   */
  private static void unblockSignals() {
    try (Memory none = new Memory(LibC.SIGNAL_STRUCT_BYTES)) {
      none.clear();
      var unused = LibC.pthread_sigmask(LibC.SIG_SETMASK, none, null);
    }
  }

  private static void awaitProgram(int pid, Path program) throws SpawnFailedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (bearsForkersName(pid)) {
      if (hasEnded(pid) && bearsForkersName(pid)) {
        reap(pid);
        throw new SpawnFailedException(program + " " + ExecFailure.reason(program));
      }
      if (System.nanoTime() - deadline > 0) {
        // A disk may be this slow; the terminal then shows the program as soon as it runs.
        return;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static boolean bearsForkersName(int pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm"), StandardCharsets.ISO_8859_1)
          .equals(FORKER + "\n");
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasEnded(int pid) {
    try (Memory siginfo = new Memory(LibC.SIGNAL_STRUCT_BYTES)) {
      siginfo.clear();
      int options = LibC.WEXITED | LibC.WNOWAIT | LibC.WNOHANG;
      // The first int, si_signo, stays 0 while there is nothing to report.
      return LibC.waitid(LibC.P_PID, pid, siginfo, options) == 0 && siginfo.getInt(0) != 0;
    }
  }

  private static void reap(int pid) {
    var unused = LibC.waitpid(pid, new int[1], 0);
  }
}
