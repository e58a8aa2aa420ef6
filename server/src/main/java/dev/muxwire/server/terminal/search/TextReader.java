package dev.muxwire.server.terminal.search;

/**
 * Turns raw lines into text as it was seen: without escape sequences, each line as it stood last.
 * What a line shows depends on its own bytes alone; a sequence that is not complete ends with it.
 * Where a program moves to another row, another line of text begins.
 *
 * <p>Two ways, the quicker if it will do: sequences are left out; or the line is written into a row
 * of cells, where it is written over.
 */
final class TextReader {
  private static final int ESCAPE = 0x1b;
  private static final int BACKSPACE = 0x08;
  private static final int VERTICAL_TAB = 0x0b;
  private static final int FORM_FEED = 0x0c;

  private final TextBlock text;
  private final EscapeSequence sequence = new EscapeSequence();
  private final Row row = new Row();

  /**
   * @param text where the lines go
   */
  TextReader(TextBlock text) {
    this.text = text;
  }

  /**
   * Adds the text of a raw line.
   *
   * @param flags as of {@link TextBlock}
   */
  void read(byte[] bytes, int from, int to, int flags) {
    boolean ended = to > from && bytes[to - 1] == '\n';
    int end = ended ? to - 1 : to;
    while (ended && end > from && bytes[end - 1] == '\r') {
      end--;
    }
    pieces(bytes, from, end, to, flags);
  }

  /** Piece by piece, each up to where the cursor leaves its row. */
  private void pieces(byte[] bytes, int from, int end, int to, int flags) {
    int start = from;
    int given = flags & TextBlock.CONTINUES;
    while (true) {
      int next = strip(bytes, start, end);
      if (next < 0) {
        text.undo();
        next = edit(bytes, start, end);
      }
      if (next >= end) {
        break;
      }
      if (text.hasText()) {
        text.endLine(start, next, given);
      }
      start = next;
      given = 0;
    }
    if (to > end || text.hasText()) {
      text.endLine(start, to, given | flags & TextBlock.CONTINUED);
    }
  }

  /** Leaves sequences out; returns where the next row begins, -1 if the row is written over. */
  private int strip(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end) {
      int run = i;
      i = endOfPlain(bytes, i, end);
      if (i > run) {
        text.put(bytes, run, i - run);
        continue;
      }
      int behindLook = EscapeSequence.endOfLook(bytes, i, end);
      if (behindLook >= 0) {
        i = behindLook;
        continue;
      }
      byte b = bytes[i];
      if (b == ESCAPE || EscapeSequence.isC1(bytes, i, end)) {
        sequence.parse(bytes, i, end);
        i = sequence.end();
        if (sequence.leavesRow()) {
          return i;
        }
        if (sequence.edits()) {
          return -1;
        }
      } else if (b < 0) {
        text.put(Utf8.REPLACEMENT);
        i -= Utf8.measure(bytes, i, end);
      } else if (b == '\r' || b == BACKSPACE) {
        return -1;
      } else {
        i++;
        if ((b == VERTICAL_TAB || b == FORM_FEED) && i < end) {
          return i;
        }
      }
    }
    return end;
  }

  /** After the characters at a place that are shown as they are. */
  private int endOfPlain(byte[] bytes, int from, int end) {
    int i = from;
    while (true) {
      i = ByteRuns.endOfPrintable(bytes, i, end);
      if (i < end && bytes[i] == '\t') {
        i++;
        continue;
      }
      int length = i < end && bytes[i] < 0 ? Utf8.measure(bytes, i, end) : 0;
      if (length <= 0 || EscapeSequence.isC1(bytes, i, end)) {
        return i;
      }
      text.notAscii();
      i += length;
    }
  }

  /** Writes into cells what a terminal would; returns where the next row begins. */
  private int edit(byte[] bytes, int from, int end) {
    row.clear();
    int i = from;
    while (i < end) {
      byte b = bytes[i];
      if (b >= ' ' && b < 0x7f) {
        row.write(b);
        i++;
      } else if (b == ESCAPE || EscapeSequence.isC1(bytes, i, end)) {
        sequence.parse(bytes, i, end);
        i = sequence.end();
        if (sequence.leavesRow()) {
          break;
        }
        apply();
      } else if (b < 0) {
        int length = Utf8.measure(bytes, i, end);
        row.write(length < 0 ? Utf8.REPLACEMENT : Utf8.decode(bytes, i, length));
        i += Math.abs(length);
      } else {
        i++;
        if (b == VERTICAL_TAB || b == FORM_FEED) {
          break;
        }
        control(b);
      }
    }
    row.copyTo(text);
    return i;
  }

  private void control(byte b) {
    switch (b) {
      case '\r' -> row.carriageReturn();
      case BACKSPACE -> row.back(1);
      case '\t' -> row.tab();
      default -> {}
    }
  }

  private void apply() {
    if (sequence.kind() != EscapeSequence.Kind.CONTROL || sequence.isPrivate()) {
      return;
    }
    int count = Math.max(1, sequence.first(1));
    switch (sequence.finalByte()) {
      case '@' -> row.insert(count);
      case 'C', 'a' -> row.forward(count);
      case 'D' -> row.back(count);
      case 'G', '`' -> row.moveTo(count - 1);
      case 'J', 'K' -> row.erase(sequence.first(0));
      case 'P' -> row.delete(count);
      case 'X' -> row.eraseCharacters(count);
      case 'Z' -> row.backTab();
      case 'b' -> row.repeat(count);
      default -> {}
    }
  }
}
