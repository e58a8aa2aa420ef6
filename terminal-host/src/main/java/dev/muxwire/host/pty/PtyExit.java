package dev.muxwire.host.pty;

/**
 * How a program ended.
 *
 * @param status the exit status, 0 to 255; 0 when a signal ended it
 * @param signal the signal's number; 0 when the program returned
 */
public record PtyExit(int status, int signal) {
  /** Reads what waitpid tells. */
  static PtyExit ofWaitStatus(int waitStatus) {
    int signal = waitStatus & 0x7f;
    return signal == 0 ? new PtyExit((waitStatus >> 8) & 0xff, 0) : new PtyExit(0, signal);
  }

  /** Whether a signal ended the program. */
  public boolean signaled() {
    return signal != 0;
  }
}
