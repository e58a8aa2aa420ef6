package dev.muxwire.server.storage;

import dev.muxwire.server.log.LogRecord;
import java.util.List;

/** What every engine refuses, as a mistake of the caller, before anything changes. */
public final class AppendRules {
  public static final int MAX_METADATA_BYTES = 64 * 1024;

  private AppendRules() {}

  /** Returns the position after the last record, or throws IllegalArgumentException. */
  public static long requireJoined(String name, long end, List<LogRecord> records) {
    long position = end;
    for (LogRecord record : records) {
      if (record.from() != position) {
        throw new IllegalArgumentException(
            "log " + name + ": a record from " + record.from() + " does not join " + position);
      }
      position = record.to();
    }
    return position;
  }

  public static void requireSmall(String name, byte[] metadata) {
    if (metadata.length > MAX_METADATA_BYTES) {
      throw new IllegalArgumentException(
          "log " + name + ": metadata of " + metadata.length + " bytes, at most 65536");
    }
  }
}
