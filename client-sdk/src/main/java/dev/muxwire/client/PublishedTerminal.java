package dev.muxwire.client;

import java.util.concurrent.CompletableFuture;

/**
 * One terminal's output on its way to the server. The bytes that are not durable yet live here, in
 * memory, and are published again after a reconnect. The SDK implements this; applications do not.
 *
 * <p>{@link #append}, {@link #resized} and {@link #exited} take effect in the order of the calls.
 */
public interface PublishedTerminal {
  /** The terminal. */
  String terminalId();

  /**
   * Appends output; the array is copied.
   *
   * @param elapsedMicros when it was read: microseconds since the terminal started, monotonic
   * @return done already while the buffer has room; otherwise completes when it has again. Whoever
   *     reads the pseudo-terminal waits for it before reading on
   * @throws IllegalStateException if the future of an earlier call was not waited for and the
   *     buffer would pass twice its bound
   */
  CompletableFuture<Void> append(byte[] data, long elapsedMicros);

  /** The pseudo-terminal has this size from here on. */
  void resized(TerminalSize size, long elapsedMicros);

  /**
   * The program ended, after all its output.
   *
   * @return completes when the server has it durably
   */
  CompletableFuture<Void> exited(TerminalExit exit, long elapsedMicros);

  /** All bytes appended. */
  long end();

  /** All output before this offset is durable on the server. */
  long durableOffset();
}
