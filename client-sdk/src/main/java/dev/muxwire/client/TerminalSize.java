package dev.muxwire.client;

/**
 * A terminal's size in cells.
 *
 * @param columns 1 to 1,000
 * @param rows 1 to 1,000
 */
public record TerminalSize(int columns, int rows) {
  /** What a terminal has when nobody asks for anything else. */
  public static final TerminalSize DEFAULT = new TerminalSize(80, 24);

  /** Checks the ranges. */
  public TerminalSize {
    if (columns < 1 || columns > 1000 || rows < 1 || rows > 1000) {
      throw new IllegalArgumentException(
          "a terminal has 1 to 1,000 columns and rows, not " + columns + " x " + rows);
    }
  }
}
