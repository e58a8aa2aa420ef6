package dev.muxwire.host.pty;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Keeps programs from inheriting which signals this process ignores: under nohup no terminal could
 * be hung up.
 *
 * <p>An ignored signal stays ignored across execve, a caught one does not. So each that is ignored
 * gets a handler that does nothing, which for this process is the same.
 */
final class IgnoredSignals {
  private static final int LAST_CLASSIC_SIGNAL = 31;

  private IgnoredSignals() {}

  static void catchInstead() {
    // Any function that takes an int, and may run at any time, can be the handler.
    Pointer nothing = NativeLibrary.getInstance("c").getFunction("abs");
    for (int signal = 1; signal <= LAST_CLASSIC_SIGNAL; signal++) {
      if (isIgnored(signal)) {
        var unused = LibC.signal(signal, nothing);
      }
    }
  }

  static boolean isIgnored(int signal) {
    try (Memory action = new Memory(LibC.SIGACTION_BYTES)) {
      return LibC.sigaction(signal, null, action) == 0 && action.getLong(0) == LibC.SIG_IGN;
    }
  }
}
