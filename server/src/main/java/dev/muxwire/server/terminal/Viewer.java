package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSize;
import org.jspecify.annotations.Nullable;

/**
 * Someone attached to a terminal, as the terminal sees them. Called on the terminal's loop; every
 * call returns at once.
 */
public interface Viewer {
  /** Names their input: the client, and which of its attachments. */
  InputKey inputKey();

  boolean readOnly();

  /** True: they continue at a cursor, and so were here before. */
  boolean resumes();

  /** True: a program that waits for its readers waits for them. */
  boolean required();

  /** The offset up to which they have been sent output. From any thread. */
  long position();

  /** Their size; null for a passive viewer, which never sizes the terminal. */
  @Nullable TerminalSize size();

  /**
   * There may be more output; the viewer had told all there was.
   *
   * @param alone nobody else is woken: it may send it within this call
   */
  void wake(boolean alone);

  /** What changed about the attachment. */
  void status(boolean responder, boolean sizer, boolean reachable);

  /** Input up to here was written to the program. */
  void inputAcknowledged(long seq);

  /** Their input breaks the rules; the attachment is over. */
  void refused(ErrorCode code, String message);
}
