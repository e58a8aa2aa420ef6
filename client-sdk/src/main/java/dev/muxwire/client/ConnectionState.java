package dev.muxwire.client;

import org.jspecify.annotations.Nullable;

/**
 * Where the client's connection stands.
 *
 * <pre>
 *   CONNECTING ──Welcome──▶ CONNECTED
 *     ▲    │                  │
 *     │    └──failed──┐       │ lost
 *     └──back-off── WAITING ◀─┘
 *   any ──close() or a fatal error──▶ CLOSED
 * </pre>
 */
public enum ConnectionState {
  /** Opening a socket, or waiting for the server's Welcome. */
  CONNECTING,
  /** The server knows us. */
  CONNECTED,
  /** Between two attempts. */
  WAITING,
  /** For good. */
  CLOSED;

  /** Told each change of state, on the callback executor, in order. */
  public interface Listener {
    /** The new state; the cause of WAITING and CLOSED where there is one. */
    void changed(ConnectionState state, @Nullable MuxwireException cause);
  }
}
