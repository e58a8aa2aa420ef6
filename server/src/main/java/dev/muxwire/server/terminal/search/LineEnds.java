package dev.muxwire.server.terminal.search;

/**
 * Where lines of raw output end: after each line feed, and, where a cell of a fixed grid has none
 * at all, at the end of that cell. Both can be told from the bytes nearby, so that a reader that
 * goes backwards finds the same lines as one that goes forwards.
 */
final class LineEnds {
  /** A line is cut at the end of a cell of this size that it fills; so it is shorter than two. */
  static final int GRID_BYTES = 16 * 1024;

  /** The longest beginning of an escape sequence that a cut spares. */
  private static final int LOOK_BACK_BYTES = 256;

  private static final int ESCAPE = 0x1b;

  private LineEnds() {}

  /**
   * The place after a line; -1 if its end is not there yet.
   *
   * @param from where the line begins
   * @param to after the last byte that is there
   * @param base the offset of the array's first byte
   */
  static int end(byte[] bytes, int from, int to, long base) {
    long grid = cellEnd(base + from) - base;
    int limit = (int) Math.min(to, grid);
    int feed = lineFeed(bytes, from, limit);
    if (feed >= 0) {
      return feed + 1;
    }
    return grid <= to ? cut(bytes, (int) grid) : -1;
  }

  /**
   * The first place, after the beginning of a cell of the terminal's grid, where a line begins
   * whatever was before; -1 if there is none before {@code to}.
   *
   * @param from a multiple of {@link #GRID_BYTES} in the log
   * @param to where a line begins, or the end
   */
  static int first(byte[] bytes, int from, int to) {
    int grid = from + GRID_BYTES;
    int feed = lineFeed(bytes, from, Math.min(to, grid));
    if (feed >= 0) {
      return feed + 1 < to ? feed + 1 : -1;
    }
    int cut = grid <= to ? cut(bytes, grid) : to;
    return cut < to ? cut : -1;
  }

  /** The end of the first cell that lies behind an offset with all its bytes. */
  private static long cellEnd(long offset) {
    return (offset + GRID_BYTES - 1) / GRID_BYTES * GRID_BYTES + GRID_BYTES;
  }

  private static int lineFeed(byte[] bytes, int from, int to) {
    int feed = ByteRuns.find((byte) '\n', bytes, from, to);
    return feed < to ? feed : -1;
  }

  /** The end of a cell, or the beginning of a sequence or a character that goes beyond it. */
  private static int cut(byte[] bytes, int at) {
    int earliest = at - LOOK_BACK_BYTES;
    for (int i = at - 1; i >= earliest; i--) {
      if (bytes[i] == ESCAPE) {
        EscapeSequence sequence = new EscapeSequence();
        return sequence.parse(bytes, i, at) ? Utf8.boundary(bytes, at) : i;
      }
    }
    return Utf8.boundary(bytes, at);
  }
}
