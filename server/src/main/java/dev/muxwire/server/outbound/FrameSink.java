package dev.muxwire.server.outbound;

import java.nio.ByteBuffer;

/** The way out of a connection; the endpoint's side of it. Called on the connection's loop. */
public interface FrameSink {
  /**
   * Sends one packet as one binary message.
   *
   * @param whenWritten run on any thread once the network took it, or once it is certain that it
   *     never will
   */
  void send(ByteBuffer packet, Runnable whenWritten);

  /** Begins the close handshake; what was sent before goes out first. */
  void close(int code, String reason);
}
