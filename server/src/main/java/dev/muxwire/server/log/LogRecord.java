package dev.muxwire.server.log;

/**
 * One record of a log. It covers the positions [from, to): one revision for a batch of mutations,
 * as many as there are bytes for terminal output, none at all (from == to) for a marker such as a
 * resize.
 *
 * @param from the position of the first unit, at least 0
 * @param to the position after the last unit, at least {@code from}
 * @param payload the bytes; owned by the log once appended, and never changed by a reader
 */
public record LogRecord(long from, long to, byte[] payload) {
  public LogRecord {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("bad span [" + from + ", " + to + ")");
    }
  }
}
