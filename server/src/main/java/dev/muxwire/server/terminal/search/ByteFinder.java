package dev.muxwire.server.terminal.search;

import java.util.Arrays;

/** Finds some bytes in others, by Horspool's way; upper and lower case of ASCII alike, if asked. */
final class ByteFinder {
  private static final byte[] SAME = new byte[256];
  private static final byte[] LOWER = new byte[256];

  static {
    for (int b = 0; b < SAME.length; b++) {
      SAME[b] = (byte) b;
      LOWER[b] = (byte) (b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b);
    }
  }

  private final byte[] fold;
  private final byte[] needle;

  /** How far on, where a byte stands below the needle's last; 0 where it may be that. */
  private final int[] shift = new int[256];

  private final int lastShift;

  /**
   * @param needle at least one byte; ASCII alone if case is to be ignored
   */
  ByteFinder(byte[] needle, boolean ignoreCase) {
    this.fold = ignoreCase ? LOWER : SAME;
    this.needle = new byte[needle.length];
    for (int i = 0; i < needle.length; i++) {
      this.needle[i] = fold[needle[i] & 0xff];
    }
    int last = needle.length - 1;
    int[] byFolded = new int[256];
    Arrays.fill(byFolded, needle.length);
    for (int i = 0; i < last; i++) {
      byFolded[this.needle[i] & 0xff] = last - i;
    }
    int lastByte = this.needle[last] & 0xff;
    this.lastShift = byFolded[lastByte];
    byFolded[lastByte] = 0;
    for (int b = 0; b < shift.length; b++) {
      shift[b] = byFolded[fold[b] & 0xff];
    }
  }

  int length() {
    return needle.length;
  }

  /** Where they begin in a range for the first time; -1 if nowhere. */
  int find(byte[] text, int from, int to) {
    int last = needle.length - 1;
    int i = from + last;
    while (i < to) {
      int step = shift[text[i] & 0xff];
      if (step == 0) {
        if (isAt(text, i - last)) {
          return i - last;
        }
        step = lastShift;
      }
      i += step;
    }
    return -1;
  }

  private boolean isAt(byte[] text, int at) {
    for (int i = 0; i < needle.length; i++) {
      if (fold[text[at + i] & 0xff] != needle[i]) {
        return false;
      }
    }
    return true;
  }
}
