package dev.muxwire.server.connection;

import dev.muxwire.server.outbound.FrameSink;

/** The network's side of a connection. Called on the connection's loop. */
public interface Edge extends FrameSink {
  /** The connection is ready for one more packet. */
  void demand();

  /** Address and port of the network's other end, for people. */
  String remoteAddress();

  /** Hello was accepted: this is no pending handshake any more. */
  void admitted();
}
