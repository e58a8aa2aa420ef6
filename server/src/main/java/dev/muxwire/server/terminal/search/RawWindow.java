package dev.muxwire.server.terminal.search;

import java.util.Arrays;

/** A stretch of raw output in memory, and the lines in it. */
final class RawWindow {
  /** What is read at once: a cell of a terminal's output. */
  static final int CELL_BYTES = 64 * 1024;

  private final byte[] bytes = new byte[CELL_BYTES + 2 * LineEnds.GRID_BYTES];
  private final IntList ends = new IntList();
  private long base;
  private int start;
  private boolean firstContinues;

  /** The last line ends without a line feed, and not for being too long. */
  private boolean lastIsOpen;

  byte[] bytes() {
    return bytes;
  }

  /** The offset of the array's first byte. */
  long base() {
    return base;
  }

  void setBase(long newBase) {
    base = newBase;
  }

  int index(long offset) {
    return (int) (offset - base);
  }

  void clear() {
    ends.clear();
    start = 0;
  }

  int lines() {
    return ends.size();
  }

  int start(int line) {
    return line == 0 ? start : ends.get(line - 1);
  }

  int end(int line) {
    return ends.get(line);
  }

  /** As {@link TextBlock} has them. */
  int flags(int line) {
    boolean continues = line == 0 ? firstContinues : wasCut(line - 1);
    return (continues ? TextBlock.CONTINUES : 0) | (wasCut(line) ? TextBlock.CONTINUED : 0);
  }

  private boolean wasCut(int line) {
    boolean isOpen = lastIsOpen && line == lines() - 1;
    return bytes[end(line) - 1] != '\n' && !isOpen;
  }

  /** Is the last line one that goes on behind the window? */
  boolean lastWasCut() {
    return lines() > 0 && wasCut(lines() - 1);
  }

  /**
   * Finds the lines in a part of the array.
   *
   * @param continues the first is the rest of a line that was cut
   * @param closed what has no end yet is a line too
   * @return where what has no end yet begins
   */
  int split(int from, int to, boolean continues, boolean closed) {
    ends.clear();
    start = from;
    firstContinues = continues;
    lastIsOpen = false;
    int at = from;
    while (at < to) {
      int end = LineEnds.end(bytes, at, to, base);
      if (end < 0) {
        break;
      }
      ends.add(end);
      at = end;
    }
    if (closed && at < to) {
      ends.add(to);
      lastIsOpen = true;
      at = to;
    }
    return at;
  }

  /** The last line, which has no line feed, is known to have been cut there. */
  void lastGoesOn() {
    lastIsOpen = false;
  }

  /** The bytes that were here are to be nowhere any more. */
  void erase() {
    Arrays.fill(bytes, (byte) 0);
    clear();
  }
}
