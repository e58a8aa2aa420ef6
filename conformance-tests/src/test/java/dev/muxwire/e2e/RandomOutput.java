package dev.muxwire.e2e;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Output that nothing could make smaller, and that is known at every offset without being kept. */
final class RandomOutput {
  static final int BLOCK_BYTES = 16 << 10;

  private final long seed;

  RandomOutput(long seed) {
    this.seed = seed;
  }

  /** The bytes from {@code number * BLOCK_BYTES} on. */
  byte[] block(long number) {
    byte[] block = new byte[BLOCK_BYTES];
    new SplittableRandom(seed + number).nextBytes(block);
    return block;
  }

  /** Are these the bytes from that offset on? */
  boolean isAt(long offset, byte[] data) {
    int checked = 0;
    while (checked < data.length) {
      long position = offset + checked;
      int inBlock = (int) (position % BLOCK_BYTES);
      int length = Math.min(BLOCK_BYTES - inBlock, data.length - checked);
      byte[] block = block(position / BLOCK_BYTES);
      if (!Arrays.equals(block, inBlock, inBlock + length, data, checked, checked + length)) {
        return false;
      }
      checked += length;
    }
    return true;
  }
}
