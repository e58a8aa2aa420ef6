package dev.muxwire.wire;

import java.nio.ByteBuffer;

/** Where packets are written. Any thread. */
public interface PacketMemory {
  /** The heap, where nothing has to be given back. */
  PacketMemory HEAP =
      new PacketMemory() {
        @Override
        public ByteBuffer take(int bytes) {
          return ByteBuffer.allocate(bytes);
        }

        @Override
        public void give(ByteBuffer buffer) {}
      };

  /** An empty buffer for so many bytes, or more. */
  ByteBuffer take(int bytes);

  /** Nobody uses it any more: a buffer that was taken here, once. */
  void give(ByteBuffer buffer);
}
