package dev.muxwire.durability;

/** Output of which every byte tells where it belongs, about. */
final class Pattern {
  private Pattern() {}

  static byte[] bytes(long offset, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(offset + i);
    }
    return bytes;
  }

  static byte at(long offset) {
    return (byte) (offset * 31 + (offset >>> 8) * 7 + (offset >>> 16));
  }
}
