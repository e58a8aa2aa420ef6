package dev.muxwire.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A viewer of one terminal. It survives reconnects: output continues where the subscriber had
 * consumed it, and input that was not acknowledged is sent again, once. The SDK implements this;
 * applications do not.
 *
 * <p>Takes one subscriber, once. What the subscriber does not request is not fetched: without
 * demand the stream is a cursor standing still on the server. An event counts as consumed when
 * {@code onNext} returned. {@code onError} gets a {@link MuxwireException}; {@code onComplete}
 * comes after {@link #close()} alone, for the stream goes on after the program's end.
 */
public interface Attachment extends Flow.Publisher<TerminalEvent>, AutoCloseable {
  /** The terminal. */
  String terminalId();

  /**
   * Types. Any size; goes out in parts of at most 16 KiB, as far as credit allows.
   *
   * @return completes when the host wrote all of it to the pseudo-terminal; fails with {@link
   *     ErrorCode#LIMIT_EXCEEDED} when more than the input buffer (see {@link ClientOptions}) would
   *     wait, with the stream's error when the stream ends, and with {@link
   *     ErrorCode#OUTCOME_UNKNOWN} when it was sent and the server has forgotten this client
   */
  CompletableFuture<Void> write(byte[] data);

  /** Like {@link #write}, for the emulator's answers to queries: never counts as typing. */
  CompletableFuture<Void> reply(byte[] data);

  /** Tells this viewer's size; only the latest counts. */
  void resize(TerminalSize size);

  /**
   * Sends a signal to the foreground process group, ahead of input.
   *
   * @param name without SIG: INT, TERM, HUP, KILL, QUIT, TSTP, CONT, WINCH, USR1, USR2
   * @return completes when it was handed to the network. Never sent twice: fails with {@link
   *     ErrorCode#UNREACHABLE} if there is no connection, or it broke before
   */
  CompletableFuture<Void> signal(String name);

  /** The viewer looks at this terminal, or no more: its output goes first. */
  void setFocus(boolean focused);

  /** What the subscriber has consumed; to attach again from here, even from another process. */
  Optional<TerminalCursor> cursor();

  /** Detaches; the terminal goes on. Input without acknowledgement fails with CANCELLED. */
  @Override
  void close();
}
