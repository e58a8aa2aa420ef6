package dev.muxwire.server.log;

/**
 * Cuts a record in two for {@link Log#erase}. The log does not know what its records mean; who
 * appends them does. Called on any thread, perhaps several times: it depends on its arguments
 * alone.
 */
public interface RecordCutter {
  /**
   * The payload of what remains of a record.
   *
   * @param record covers {@code from} and begins before it
   * @param from where the remaining record begins; it ends where the old one does
   */
  byte[] cut(LogRecord record, long from);
}
