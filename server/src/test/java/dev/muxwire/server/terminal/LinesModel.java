package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.LineRange;
import java.util.Arrays;

/** Everything that a terminal ever printed, searched from the beginning each time. */
final class LinesModel {
  private byte[] bytes = new byte[0];
  private boolean[] missing = new boolean[0];

  void print(byte[] data) {
    int end = bytes.length;
    bytes = Arrays.copyOf(bytes, end + data.length);
    missing = Arrays.copyOf(missing, end + data.length);
    System.arraycopy(data, 0, bytes, end, data.length);
  }

  void hole(int length) {
    int end = bytes.length;
    bytes = Arrays.copyOf(bytes, end + length);
    missing = Arrays.copyOf(missing, end + length);
    Arrays.fill(missing, end, end + length, true);
  }

  /** A crash lost what was behind. */
  void cut(long end) {
    bytes = Arrays.copyOf(bytes, (int) end);
    missing = Arrays.copyOf(missing, (int) end);
  }

  int end() {
    return bytes.length;
  }

  /** What a reader gets of a range of which nothing was erased. */
  byte[] read(long from, long to) {
    byte[] read = new byte[(int) (to - from)];
    int length = 0;
    for (int i = (int) from; i < to; i++) {
      if (!missing[i]) {
        read[length++] = bytes[i];
      }
    }
    return Arrays.copyOf(read, length);
  }

  private boolean breaksAt(int at) {
    return !missing[at] && bytes[at] == '\n';
  }

  /** The number of the line that an offset is in. */
  private long lineAt(long offset) {
    long line = 0;
    for (int i = 0; i < offset; i++) {
      if (breaksAt(i)) {
        line++;
      }
    }
    return line;
  }

  private long startOf(long line) {
    long left = line;
    for (int i = 0; left > 0 && i < bytes.length; i++) {
      if (breaksAt(i)) {
        left--;
      }
      if (left == 0) {
        return i + 1;
      }
    }
    return line == 0 ? 0 : bytes.length;
  }

  /** What the schema says a range of lines is. */
  LineSpan span(LineRange range, long retainedFrom) {
    long end = bytes.length;
    long breaks = lineAt(end);
    long lastStart = Math.max(retainedFrom, startOf(breaks));
    long lines = lastStart < end ? breaks + 1 : breaks;
    long position;
    if (range.hasLine()) {
      position = Math.min(range.getLine(), lines);
    } else {
      position =
          range.getOffset() >= end ? lines : lineAt(Math.max(range.getOffset(), retainedFrom));
    }
    long first = Math.max(0, position - range.getBefore());
    long last = Math.min(lines, position + range.getAfter());
    long from = Math.max(retainedFrom, startOf(first));
    long to = last == lines ? end : Math.max(from, startOf(last));
    long number = from == end ? lines : lineAt(from);
    return new LineSpan(from, to, number, Math.max(number, last));
  }
}
