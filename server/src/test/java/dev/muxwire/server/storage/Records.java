package dev.muxwire.server.storage;

import dev.muxwire.server.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes records and makes them readable in a failed assertion. */
public final class Records {
  private Records() {}

  public static LogRecord record(long from, long to, String payload) {
    return new LogRecord(from, to, payload.getBytes(StandardCharsets.UTF_8));
  }

  public static LogRecord marker(long at, String payload) {
    return record(at, at, payload);
  }

  /** A record as long as its payload, filled with a byte that tells its position. */
  public static LogRecord filled(long from, int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) from);
    return new LogRecord(from, from + length, payload);
  }

  /** Cuts a record whose payload has a byte for each position. */
  public static byte[] lastBytes(LogRecord record, long from) {
    byte[] payload = record.payload();
    int length = (int) (record.to() - from);
    return Arrays.copyOfRange(payload, payload.length - length, payload.length);
  }

  public static String text(LogRecord record) {
    String payload = new String(record.payload(), StandardCharsets.UTF_8);
    return record.from() + ".." + record.to() + " " + payload;
  }

  public static List<String> texts(List<LogRecord> records) {
    return records.stream().map(Records::text).toList();
  }
}
