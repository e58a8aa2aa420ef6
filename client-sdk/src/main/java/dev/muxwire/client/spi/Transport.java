package dev.muxwire.client.spi;

import java.net.URI;

/** Makes connections. Safe for use by several threads. */
public interface Transport extends AutoCloseable {
  /** The WebSocket subprotocol to ask for. */
  String SUBPROTOCOL = "muxwire.v1";

  /**
   * Begins to connect, asking for {@link #SUBPROTOCOL}, and returns at once. Every failure is told
   * by {@link TransportListener#closed}.
   */
  TransportConnection connect(URI uri, TransportListener listener);

  /** Frees threads; connections must be closed before. */
  @Override
  default void close() {}
}
