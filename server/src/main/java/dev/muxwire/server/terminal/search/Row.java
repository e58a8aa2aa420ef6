package dev.muxwire.server.terminal.search;

import java.util.Arrays;

/**
 * One line as a terminal of endless width shows it, cell by cell: for lines that are written over,
 * as by a progress bar or somebody who edits a command. A wide character has two cells, any other
 * one.
 */
final class Row {
  /** No terminal is wider; what only moves, fills or repeats goes no further. */
  private static final int MAX_COLUMNS = 1_000;

  private static final int TAB_COLUMNS = 8;
  private static final int BLANK = ' ';

  /** The right half of a wide character, or what a tab passed over: shows nothing by itself. */
  private static final int COVERED = -1;

  private int[] cells = new int[256];
  private int length;
  private int cursor;
  private int last = BLANK;

  void clear() {
    length = 0;
    cursor = 0;
    last = BLANK;
  }

  void carriageReturn() {
    cursor = 0;
  }

  void back(int columns) {
    cursor = Math.max(0, cursor - columns);
  }

  void forward(int columns) {
    moveTo(cursor + columns);
  }

  /** Moves to a column, from 0. */
  void moveTo(int column) {
    cursor = Math.max(0, Math.min(column, Math.max(cursor, MAX_COLUMNS)));
  }

  void tab() {
    int stop = cursor < MAX_COLUMNS ? (cursor / TAB_COLUMNS + 1) * TAB_COLUMNS : cursor + 1;
    if (cursor >= length) {
      int from = cursor;
      pad(stop);
      cells[from] = '\t';
      Arrays.fill(cells, from + 1, stop, COVERED);
    }
    cursor = stop;
  }

  void backTab() {
    cursor = Math.max(0, cursor - 1) / TAB_COLUMNS * TAB_COLUMNS;
  }

  void write(int character) {
    last = character;
    put(character);
    if (Widths.isWide(character)) {
      put(COVERED);
    }
  }

  /** Writes the latest character again. */
  void repeat(int times) {
    int columns = Math.max(1, MAX_COLUMNS - cursor);
    for (int i = Math.min(times, columns); i > 0; i--) {
      write(last);
    }
  }

  private void put(int cell) {
    pad(cursor + 1);
    separate(cursor);
    separate(cursor + 1);
    cells[cursor++] = cell;
  }

  /** No character is on both sides of this place any more: one that was shows as blanks. */
  private void separate(int column) {
    if (column >= length || cells[column] != COVERED) {
      return;
    }
    for (int i = column; i < length && cells[i] == COVERED; i++) {
      cells[i] = BLANK;
    }
    int owner = column - 1;
    while (owner > 0 && cells[owner] == COVERED) {
      cells[owner--] = BLANK;
    }
    cells[Math.max(0, owner)] = BLANK;
  }

  private void pad(int columns) {
    if (columns > cells.length) {
      cells = Arrays.copyOf(cells, Math.max(columns, 2 * cells.length));
    }
    while (length < columns) {
      cells[length++] = BLANK;
    }
  }

  /** Erases from the cursor on (0), up to it (1), or all (2 and more). */
  void erase(int what) {
    if (what == 1) {
      blank(0, Math.min(length, cursor + 1));
    } else {
      separate(cursor);
      length = what == 0 ? Math.min(length, cursor) : 0;
    }
  }

  void eraseCharacters(int count) {
    blank(cursor, Math.min(length, cursor + count));
  }

  private void blank(int from, int to) {
    separate(from);
    separate(to);
    for (int i = from; i < to; i++) {
      cells[i] = BLANK;
    }
  }

  void delete(int count) {
    int from = Math.min(length, cursor + count);
    if (cursor < length) {
      separate(cursor);
      separate(from);
      System.arraycopy(cells, from, cells, cursor, length - from);
      length -= from - cursor;
    }
  }

  void insert(int count) {
    int blanks = Math.min(count, MAX_COLUMNS - length);
    if (cursor >= length || blanks <= 0) {
      return;
    }
    separate(cursor);
    int before = length;
    pad(length + blanks);
    System.arraycopy(cells, cursor, cells, cursor + blanks, before - cursor);
    Arrays.fill(cells, cursor, cursor + blanks, BLANK);
  }

  /** Writes what it shows. */
  void copyTo(TextBlock text) {
    for (int i = 0; i < length; i++) {
      if (cells[i] != COVERED) {
        text.put(cells[i]);
      }
    }
  }
}
