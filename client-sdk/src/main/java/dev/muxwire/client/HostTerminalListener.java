package dev.muxwire.client;

import java.util.concurrent.CompletableFuture;

/**
 * Implemented by hosts: what viewers do to one published terminal. Called on the callback executor,
 * one call at a time.
 */
public interface HostTerminalListener {
  /**
   * Input for the program, each once and in order; also while earlier input is still being written.
   *
   * @param typed false: an emulator's answer to a query
   * @return completes when it was written to the pseudo-terminal. Failed input counts as consumed
   *     and is acknowledged too: it would fail again
   */
  CompletableFuture<Void> input(byte[] data, boolean typed);

  /** The terminal shall have this size; answer with {@link PublishedTerminal#resized}. */
  void resize(TerminalSize size);

  /** A signal for the foreground process group, by its name without SIG; ahead of input. */
  void signal(String name);

  /** All output before this offset survives the death of server and host. */
  default void durable(long offset) {}

  /** Nobody will take more of this terminal's output; the registration itself goes on. */
  default void ended(MuxwireException reason) {}
}
