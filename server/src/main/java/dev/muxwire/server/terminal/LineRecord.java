package dev.muxwire.server.terminal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.storage.v1.LineIndexRecord;
import dev.muxwire.server.log.LogRecord;

/**
 * How many line breaks there are in a range of the output: within one cell of the grid, perhaps
 * with a hole behind it, so that a cell is all that is to be read of it.
 *
 * @param from the first offset
 * @param to the offset after the last
 * @param before line breaks before {@code from}, since the terminal's first byte
 * @param breaks line breaks in between
 */
record LineRecord(long from, long to, long before, int breaks) {

  /** Line breaks before {@code to}. */
  long after() {
    return before + breaks;
  }

  boolean covers(long offset) {
    return from <= offset && offset < to;
  }

  LogRecord toLog() {
    byte[] payload =
        LineIndexRecord.newBuilder()
            .setLineBreaksBefore(before)
            .setLineBreaks(breaks)
            .build()
            .toByteArray();
    return new LogRecord(from, to, payload);
  }

  /**
   * Reads one back.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  static LineRecord of(LogRecord record) {
    try {
      LineIndexRecord counts = LineIndexRecord.parseFrom(record.payload());
      LineRecord read =
          new LineRecord(
              record.from(), record.to(), counts.getLineBreaksBefore(), counts.getLineBreaks());
      if (read.before < 0 || read.breaks < 0 || read.breaks > Segment.BYTES) {
        throw new IllegalArgumentException("it counts what cannot be: " + read);
      }
      return read;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
    }
  }
}
