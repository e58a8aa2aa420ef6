package dev.muxwire.server.terminal.search;

import java.util.Arrays;

/**
 * Some lines of text, as UTF-8, one after the other in one array with a line feed behind each; and
 * where in the log each of them comes from.
 */
final class TextBlock {
  private static final int FIELDS = 4;

  /** The line's beginning is not that of what was written: a longer one was cut. */
  static final int CONTINUES = 1;

  /** The line goes on in the next: it was too long. */
  static final int CONTINUED = 2;

  private byte[] bytes = new byte[2 * LineEnds.GRID_BYTES];
  private int length;

  /** For each line: where its text begins, its first raw byte, after its last raw byte, flags. */
  private int[] table = new int[FIELDS * 512];

  private int lines;

  /** Where the line that is being written begins. */
  private int lineStart;

  private boolean onlyAscii = true;

  void clear() {
    length = 0;
    lines = 0;
    lineStart = 0;
    onlyAscii = true;
  }

  /** The text that was here is to be nowhere any more. */
  void erase() {
    Arrays.fill(bytes, (byte) 0);
    clear();
  }

  int lines() {
    return lines;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Of all lines with their line feeds. */
  int length() {
    return length;
  }

  boolean isAscii() {
    return onlyAscii;
  }

  int textStart(int line) {
    return table[FIELDS * line];
  }

  /** Before the line feed. */
  int textEnd(int line) {
    return (line + 1 < lines ? textStart(line + 1) : length) - 1;
  }

  int rawStart(int line) {
    return table[FIELDS * line + 1];
  }

  int rawEnd(int line) {
    return table[FIELDS * line + 2];
  }

  boolean has(int line, int flag) {
    return (table[FIELDS * line + 3] & flag) != 0;
  }

  /** The line in whose text, or on whose line feed, a place is. */
  int lineAt(int position) {
    int low = 0;
    int high = lines - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (textStart(middle) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Is there text in the line that is being written? */
  boolean hasText() {
    return length > lineStart;
  }

  /** Forgets what the line that is being written has. */
  void undo() {
    length = lineStart;
  }

  /** Adds bytes that are whole characters. */
  void put(byte[] from, int start, int count) {
    ensureRoom(count);
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  void notAscii() {
    onlyAscii = false;
  }

  void put(int character) {
    ensureRoom(4);
    if (character < 0x80) {
      bytes[length++] = (byte) character;
      return;
    }
    onlyAscii = false;
    if (character < 0x800) {
      bytes[length++] = (byte) (0xc0 | character >> 6);
    } else {
      if (character < 0x10000) {
        bytes[length++] = (byte) (0xe0 | character >> 12);
      } else {
        bytes[length++] = (byte) (0xf0 | character >> 18);
        bytes[length++] = (byte) (0x80 | character >> 12 & 0x3f);
      }
      bytes[length++] = (byte) (0x80 | character >> 6 & 0x3f);
    }
    bytes[length++] = (byte) (0x80 | character & 0x3f);
  }

  /** Ends the line that is being written. */
  void endLine(int rawStart, int rawEnd, int flags) {
    ensureRoom(1);
    bytes[length++] = '\n';
    int at = FIELDS * lines++;
    if (at == table.length) {
      table = Arrays.copyOf(table, 2 * table.length);
    }
    table[at] = lineStart;
    table[at + 1] = rawStart;
    table[at + 2] = rawEnd;
    table[at + 3] = flags;
    lineStart = length;
  }

  private void ensureRoom(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
