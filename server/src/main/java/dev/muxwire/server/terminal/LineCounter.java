package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Counts the line breaks of output that passes by, and hands over a record for each cell that is
 * complete.
 */
final class LineCounter {
  private final Consumer<LineRecord> whenComplete;

  // The record that is not complete yet.
  private long from;
  private long before;
  private int breaks;

  /** After the last byte that was counted. */
  private long end;

  /**
   * @param from where to begin to count
   * @param before line breaks before that
   */
  LineCounter(long from, long before, Consumer<LineRecord> whenComplete) {
    this.from = from;
    this.before = before;
    this.end = from;
    this.whenComplete = whenComplete;
  }

  /** After the last byte that was counted. */
  long end() {
    return end;
  }

  /** Line breaks before the end. */
  long total() {
    return before + breaks;
  }

  /** What is counted of the cell at the end; perhaps nothing. */
  LineRecord open() {
    return new LineRecord(from, end, before, breaks);
  }

  /** Output at the end. */
  void data(ByteString data) {
    for (ByteBuffer part : data.asReadOnlyByteBufferList()) {
      while (part.hasRemaining()) {
        long room = Segment.gridStart(end) + Segment.BYTES - end;
        int length = (int) Math.min(room, part.remaining());
        breaks += LineBreaks.count(part, length);
        end += length;
        if (length == room) {
          complete(end);
        }
      }
    }
  }

  /** What lies between the end and an offset is not to be had, and counts no line. */
  void hole(long to) {
    long cell = Segment.gridStart(to);
    long holeFrom = end;
    end = to;
    if (cell >= holeFrom && cell > from) {
      complete(cell);
    }
  }

  /** Makes what is counted a record of its own, though its cell is not complete. */
  void complete() {
    if (end > from) {
      complete(end);
    }
  }

  private void complete(long to) {
    whenComplete.accept(new LineRecord(from, to, before, breaks));
    before += breaks;
    breaks = 0;
    from = to;
  }
}
