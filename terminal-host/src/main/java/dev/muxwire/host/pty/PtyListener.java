package dev.muxwire.host.pty;

/**
 * Takes what a terminal produces. Called by the terminal's reader thread only, never by two threads
 * at once.
 */
public interface PtyListener {
  /**
   * The program wrote something. May block: the program is then stopped by the kernel as soon as
   * its buffer is full.
   *
   * @param data 1 byte to {@link PtyLimits#readBytes()}; the listener's to keep
   * @param elapsedMicros when it was read, in microseconds since the terminal started, monotonic
   * @throws InterruptedException if nobody will ever take the output; the terminal ends without
   *     more of it
   */
  void output(byte[] data, long elapsedMicros) throws InterruptedException;

  /** The program ended; all its output came before. The last call. */
  void exited(PtyExit exit, long elapsedMicros);
}
