package dev.muxwire.host.pty;

/**
 * A terminal's size in cells.
 *
 * @param columns 1 to 1,000
 * @param rows 1 to 1,000
 */
public record PtySize(int columns, int rows) {
  /** What a terminal has whose opener named no size. */
  public static final PtySize DEFAULT = new PtySize(80, 24);

  private static final int MAX_CELLS = 1_000;

  /**
   * @throws IllegalArgumentException outside the range
   */
  public PtySize {
    if (columns < 1 || columns > MAX_CELLS || rows < 1 || rows > MAX_CELLS) {
      throw new IllegalArgumentException(
          "a terminal has 1 to 1000 columns and rows, not " + columns + " x " + rows);
    }
  }
}
