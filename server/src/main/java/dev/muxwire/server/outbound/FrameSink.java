package dev.muxwire.server.outbound;

import java.nio.ByteBuffer;

/** The way out of a connection; the endpoint's side of it. Called on the connection's loop. */
public interface FrameSink {
  /**
   * Sends one packet as one binary message.
   *
   * @param packet whose bytes may be others' too: only to be read, and not after the network took
   *     them
   * @param whenWritten run on any thread once the network took it, or once it is certain that it
   *     never will; not if the call tells that already
   * @return the network took it in this call
   */
  boolean send(ByteBuffer packet, Runnable whenWritten);

  /** Begins the close handshake; what was sent before goes out first. */
  void close(int code, String reason);
}
