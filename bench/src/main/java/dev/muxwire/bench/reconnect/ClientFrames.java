package dev.muxwire.bench.reconnect;

import java.nio.ByteBuffer;

/** What a WebSocket client sends. */
final class ClientFrames {
  private static final int LONGER = 126;

  private ClientFrames() {}

  /** A binary message in one frame, masked with zeros: as it is; at most 64 KiB. */
  static ByteBuffer binary(byte[] message) {
    ByteBuffer frame = ByteBuffer.allocate(message.length + 8);
    frame.put((byte) 0x82).put((byte) (0x80 | Math.min(message.length, LONGER)));
    if (message.length >= LONGER) {
      frame.putShort((short) message.length);
    }
    return frame.putInt(0).put(message).flip();
  }
}
