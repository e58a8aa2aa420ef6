package dev.muxwire.host.pty;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for a program's end, and guards its process id: no signal goes to an id that may already be
 * another process's.
 */
final class ProgramEnd {
  private final int pid;
  private final CompletableFuture<PtyExit> exit = new CompletableFuture<>();

  /** Guarded by this. */
  private boolean reaped;

  ProgramEnd(int pid) {
    this.pid = pid;
  }

  /** Blocks until the program ended, and reaps it. */
  PtyExit reap() {
    awaitZombie();
    int[] waitStatus = new int[1];
    synchronized (this) {
      var unused = LibC.waitpid(pid, waitStatus, 0);
      reaped = true;
    }
    PtyExit result = PtyExit.ofWaitStatus(waitStatus[0]);
    exit.complete(result);
    return result;
  }

  private void awaitZombie() {
    try (Memory siginfo = new Memory(LibC.SIGNAL_STRUCT_BYTES)) {
      int options = LibC.WEXITED | LibC.WNOWAIT;
      while (LibC.waitid(LibC.P_PID, pid, siginfo, options) < 0
          && Native.getLastError() == LibC.EINTR) {
        // Interrupted by a signal to this process: wait on.
      }
    }
  }

  boolean hasCome() {
    return exit.isDone();
  }

  PtyExit await() {
    return exit.join();
  }

  /** Runs an action while the process id is certainly the program's; false if it ended. */
  synchronized boolean whileAlive(Runnable action) {
    if (!reaped) {
      action.run();
    }
    return !reaped;
  }
}
