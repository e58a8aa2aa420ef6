package dev.muxwire.client.spi;

import java.nio.ByteBuffer;

/** One connection. Methods may be called from any thread, never block, and never throw. */
public interface TransportConnection {
  /**
   * Sends one binary message. The caller keeps at most two sends outstanding, and does not touch
   * the buffer any more.
   *
   * @param written called once the message was handed to the network, or can never be; after a
   *     failure {@link TransportListener#closed} follows
   */
  void send(ByteBuffer packet, Runnable written);

  /** Allows one more call of {@link TransportListener#packet}. */
  void requestOne();

  /**
   * Begins the close handshake, after what is outstanding; or gives up connecting. Whether or not
   * the peer answers, {@link TransportListener#closed} comes within a few seconds.
   */
  void close(int code, String reason);
}
