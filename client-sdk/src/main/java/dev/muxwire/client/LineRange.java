package dev.muxwire.client;

/**
 * Lines of a terminal's output around a position. A line ends with its line break; what follows the
 * last one is the last line, unfinished. Lines are numbered from 0, at the terminal's first byte
 * ever, and keep their numbers whatever is erased.
 *
 * @param byNumber whether the position is a line's number; else it is an offset, which stands for
 *     the line around it
 * @param position from 0 up; beyond the end it is the end, behind the last line
 * @param before lines before the position's, 0 or more
 * @param after lines from the position's on, 0 or more
 */
public record LineRange(boolean byNumber, long position, int before, int after) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public LineRange {
    if (position < 0 || before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "a range of lines has no negative number: %d, %d before, %d after"
              .formatted(position, before, after));
    }
  }

  /** The last so many lines; an unfinished last one counts. */
  public static LineRange last(int lines) {
    return new LineRange(false, Long.MAX_VALUE, lines, 0);
  }

  /** So many lines from one on. */
  public static LineRange from(long line, int lines) {
    return new LineRange(true, line, 0, lines);
  }

  /** Lines before a line, and from it on. */
  public static LineRange aroundLine(long line, int before, int after) {
    return new LineRange(true, line, before, after);
  }

  /** Lines before the one around an offset, and from that one on. */
  public static LineRange aroundOffset(long offset, int before, int after) {
    return new LineRange(false, offset, before, after);
  }
}
