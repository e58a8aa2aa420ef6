package dev.muxwire.client;

/** What happens on a terminal stream, in order. */
public sealed interface TerminalEvent {

  /**
   * The stream (again) runs; the first event, and one after every reconnect.
   *
   * @param logEpoch the epoch of the terminal's log
   * @param retainedFrom the oldest byte that can be had
   * @param liveFrom bytes before it are history: no bells, no clipboard, no answers to queries
   * @param start where the output that follows begins
   * @param size the terminal's size
   * @param responder true: this viewer answers the terminal's queries; others strip them
   * @param sizer true: this viewer's size counts; under LAST_TYPIST it is the terminal's
   * @param reachable false: the host is not connected; the terminal waits
   * @param sizePolicy whose size the terminal has
   * @param waitForReaders true: its program waits for viewers that are required
   */
  record Attached(
      long logEpoch,
      long retainedFrom,
      long liveFrom,
      long start,
      TerminalSize size,
      boolean responder,
      boolean sizer,
      boolean reachable,
      SizePolicy sizePolicy,
      boolean waitForReaders)
      implements TerminalEvent {}

  /** A rendered screen as of an offset, to feed to an empty emulator of this size. */
  record Screen(long offset, TerminalSize size, byte[] data) implements TerminalEvent {}

  /**
   * Bytes of output.
   *
   * @param offset the place of the first byte
   * @param data must not be modified
   * @param history true: ring no bell, write no clipboard, answer no query
   */
  record Output(long offset, byte[] data, boolean history) implements TerminalEvent {}

  /** Bytes [from, to) that this stream does not deliver. */
  record Skipped(long from, long to, Reason reason) implements TerminalEvent {
    /** Why. */
    public enum Reason {
      /** Not said, or in words that this SDK does not know. */
      UNKNOWN,
      /** Older than what is retained. */
      RETENTION,
      /** This LIVE viewer was too far behind; the bytes can be fetched. */
      LAG,
      /** Lost with their host. */
      LOST,
      /** Erased on request. */
      PURGED,
      /** The host could not keep them. */
      HOST_OVERFLOW
    }
  }

  /** The terminal's size from this offset on. */
  record Resized(long offset, TerminalSize size) implements TerminalEvent {}

  /** The program ended; its last output came before. */
  record Exited(long offset, TerminalExit exit) implements TerminalEvent {}

  /**
   * When what follows, up to the next of these, came about, as its host saw it. Only from {@link
   * MuxwireClient#fetchRecording}.
   *
   * @param offset where it stands in the output
   * @param elapsedMicros microseconds since the terminal started; never falls along the output of
   *     one host
   */
  record Elapsed(long offset, long elapsedMicros) implements TerminalEvent {}

  /**
   * The number of the line around an offset; the lines that follow have the numbers that follow.
   * First of all, and behind {@link Skipped}. Only from {@link MuxwireClient#fetchLines}.
   *
   * @param offset where what comes next begins
   * @param line from 0 up, at the terminal's first byte ever
   */
  record LineNumber(long offset, long line) implements TerminalEvent {}

  /** This viewer's part changed: whether it answers queries, whether it sizes the terminal. */
  record RoleChanged(boolean responder, boolean sizer) implements TerminalEvent {}

  /** The terminal was configured: whose size it has, whether its program waits for readers. */
  record SettingsChanged(SizePolicy sizePolicy, boolean waitForReaders) implements TerminalEvent {}

  /** The terminal's host went away, or came back. */
  record ReachabilityChanged(boolean reachable) implements TerminalEvent {}
}
