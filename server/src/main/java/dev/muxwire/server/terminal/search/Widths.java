package dev.muxwire.server.terminal.search;

/** Which characters take two columns: those of East Asia, and pictures. */
final class Widths {
  private static final int FIRST_WIDE = 0x1100;

  private Widths() {}

  static boolean isWide(int character) {
    return character >= FIRST_WIDE
        && (character <= 0x115f
            || between(character, 0x2e80, 0x303e)
            || between(character, 0x3041, 0xa4cf)
            || between(character, 0xac00, 0xd7a3)
            || between(character, 0xf900, 0xfaff)
            || between(character, 0xfe30, 0xfe6f)
            || between(character, 0xff00, 0xff60)
            || between(character, 0xffe0, 0xffe6)
            || between(character, 0x1f300, 0x1f64f)
            || between(character, 0x1f900, 0x1f9ff)
            || between(character, 0x20000, 0x3fffd));
  }

  private static boolean between(int character, int first, int last) {
    return character >= first && character <= last;
  }
}
