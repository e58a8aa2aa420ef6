package dev.muxwire.client;

/**
 * How a terminal's program ended.
 *
 * @param reason why there will be no more output
 * @param status the exit status, for {@link Reason#EXITED}
 * @param signal the signal's number, for {@link Reason#SIGNALED}
 * @param exitedAtMs milliseconds since the Unix epoch
 */
public record TerminalExit(Reason reason, int status, int signal, long exitedAtMs) {
  /** Why there will be no more output. */
  public enum Reason {
    /** Not said, or in words that this SDK does not know. */
    UNKNOWN,
    /** The program returned. */
    EXITED,
    /** A signal ended it. */
    SIGNALED,
    /** Its host is gone for good. */
    HOST_LOST,
    /** It never started. */
    SPAWN_FAILED
  }

  /** The program returned a status. */
  public static TerminalExit exited(int status, long exitedAtMs) {
    return new TerminalExit(Reason.EXITED, status, 0, exitedAtMs);
  }

  /** A signal ended the program. */
  public static TerminalExit signaled(int signal, long exitedAtMs) {
    return new TerminalExit(Reason.SIGNALED, 0, signal, exitedAtMs);
  }
}
