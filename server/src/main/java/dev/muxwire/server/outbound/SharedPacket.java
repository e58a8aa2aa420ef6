package dev.muxwire.server.outbound;

import java.nio.ByteBuffer;

/**
 * A whole packet that several connections send: it was encoded once. Held for each of them until
 * the network took it.
 */
public interface SharedPacket {
  /** Its bytes, only to be read; the position is the caller's own. */
  ByteBuffer bytes();

  /** The network is done with it. From any thread, once. */
  void release();
}
