package dev.muxwire.network;

/** Sees the bytes of one connection as they are delivered, each direction from its own threads. */
public interface Tap {
  /** Looks away. */
  Tap NONE = (fromServer, buffer, count) -> {};

  /** Bytes that are about to be delivered; the buffer is the proxy's, and is used again. */
  void passed(boolean fromServer, byte[] buffer, int count);
}
