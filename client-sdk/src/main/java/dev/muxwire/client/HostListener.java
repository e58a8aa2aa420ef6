package dev.muxwire.client;

import java.util.concurrent.CompletableFuture;

/** Implemented by hosts: told what to start and what to end. Called on the callback executor. */
public interface HostListener {
  /**
   * Starts a program. Asked at most once for each terminal id.
   *
   * @return completes when it runs, usually after {@link HostRegistration#publish}; a {@link
   *     MuxwireException} is passed on as it is, any other failure as {@link
   *     ErrorCode#SPAWN_FAILED} with its message
   */
  CompletableFuture<Void> open(String terminalId, TerminalSpec spec);

  /** The server knows nothing of this terminal, or counts it as ended: end its program. */
  void end(String terminalId);

  /** The server has accepted the registration; again after every reconnect. */
  default void registered() {}

  /** The registration ended for good: REPLACED, FORBIDDEN, ALREADY_EXISTS, CANCELLED … */
  default void ended(MuxwireException reason) {}
}
