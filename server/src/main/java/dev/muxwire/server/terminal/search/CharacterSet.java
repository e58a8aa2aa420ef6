package dev.muxwire.server.terminal.search;

/**
 * Some characters: those of ASCII one by one, all others together.
 *
 * @param low a bit for each of the characters 0 to 63
 * @param high a bit for each of the characters 64 to 127
 * @param others those that are not ASCII, or some of them
 */
record CharacterSet(long low, long high, boolean others) {
  private static final int LAST_ASCII = 127;

  static final CharacterSet NONE = new CharacterSet(0, 0, false);
  static final CharacterSet ALL = new CharacterSet(-1, -1, true);

  /** Those of which words are made, for {@code \b}. */
  static final CharacterSet WORD =
      new CharacterSet(0x03ff_0000_0000_0000L, 0x07ff_fffe_87ff_fffeL, false);

  /** The letters, by their bits; those of the lower case so many bits above the upper case. */
  private static final long UPPER_CASE = 0x7fffffeL;

  private static final int LOWER_CASE_SHIFT = 32;

  /** K and S, which are alike to two that are not ASCII: Kelvin's sign and the long s. */
  private static final long LIKE_OTHERS = (1L << ('K' - 64)) | (1L << ('S' - 64));

  static CharacterSet of(int character) {
    return new CharacterSet(
        character < 64 ? 1L << character : 0,
        character >= 64 && character <= LAST_ASCII ? 1L << (character - 64) : 0,
        character > LAST_ASCII);
  }

  boolean has(int character) {
    long bits = character < 64 ? low : high;
    return character > LAST_ASCII ? others : ((bits >>> (character & 63)) & 1) != 0;
  }

  CharacterSet or(CharacterSet more) {
    return new CharacterSet(low | more.low, high | more.high, others | more.others);
  }

  /** With the other case of each. */
  CharacterSet folded() {
    long letters = (high | (high >>> LOWER_CASE_SHIFT)) & UPPER_CASE;
    if (others) {
      letters |= LIKE_OTHERS;
    }
    return new CharacterSet(
        low,
        high | letters | (letters << LOWER_CASE_SHIFT),
        others || (letters & LIKE_OTHERS) != 0);
  }
}
