package dev.muxwire.server.terminal.search;

/** What has to be known about UTF-8 to read bytes of which some are none. */
final class Utf8 {
  static final int REPLACEMENT = 0xfffd;

  private static final int FIRST_LEAD = 0xc2;
  private static final int LAST_LEAD = 0xf4;

  private Utf8() {}

  /** Is it the second, third or fourth byte of a character? */
  static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }

  /** How many bytes a character with this first byte has; 0 if none begins so. */
  static int length(byte first) {
    int b = first & 0xff;
    if (b < 0x80) {
      return 1;
    }
    if (b < FIRST_LEAD || b > LAST_LEAD) {
      return 0;
    }
    return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
  }

  /**
   * How many bytes at a place belong together: those of a character, or, negative, those of the
   * longest beginning of one, which together stand for one U+FFFD.
   */
  static int measure(byte[] bytes, int at, int to) {
    int length = length(bytes[at]);
    if (length == 0) {
      return -1;
    }
    for (int i = 1; i < length; i++) {
      if (at + i >= to || !continues(bytes, at, i)) {
        return -i;
      }
    }
    return length;
  }

  /** May the byte follow in a character? No overlong forms, no surrogates, none above U+10FFFF. */
  private static boolean continues(byte[] bytes, int at, int index) {
    int b = bytes[at + index] & 0xff;
    int low = 0x80;
    int high = 0xbf;
    if (index == 1) {
      switch (bytes[at] & 0xff) {
        case 0xe0 -> low = 0xa0;
        case 0xed -> high = 0x9f;
        case 0xf0 -> low = 0x90;
        case 0xf4 -> high = 0x8f;
        default -> {}
      }
    }
    return b >= low && b <= high;
  }

  /** The character whose bytes {@link #measure} found. */
  static int decode(byte[] bytes, int at, int length) {
    return switch (length) {
      case 1 -> bytes[at];
      case 2 -> (bytes[at] & 0x1f) << 6 | bytes[at + 1] & 0x3f;
      case 3 -> (bytes[at] & 0x0f) << 12 | (bytes[at + 1] & 0x3f) << 6 | bytes[at + 2] & 0x3f;
      default ->
          (bytes[at] & 0x07) << 18
              | (bytes[at + 1] & 0x3f) << 12
              | (bytes[at + 2] & 0x3f) << 6
              | bytes[at + 3] & 0x3f;
    };
  }

  /** The place, or the beginning of a character that goes beyond it. */
  static int boundary(byte[] bytes, int at) {
    for (int back = 1; back <= 3 && back <= at; back++) {
      byte b = bytes[at - back];
      if (!isContinuation(b)) {
        return length(b) > back ? at - back : at;
      }
    }
    return at;
  }

  /** How many characters begin in a range. */
  static int count(byte[] bytes, int from, int to) {
    int characters = 0;
    for (int i = from; i < to; i++) {
      if (!isContinuation(bytes[i])) {
        characters++;
      }
    }
    return characters;
  }
}
