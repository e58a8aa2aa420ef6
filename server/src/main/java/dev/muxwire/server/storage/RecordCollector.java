package dev.muxwire.server.storage;

import dev.muxwire.server.log.LogRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what one read returns, and knows when it is enough: once {@code maxBytes} are reached,
 * but never right after a marker (see {@link dev.muxwire.server.log.Log#read}). So it holds less
 * than {@code maxBytes} and one record more, plus markers.
 */
public final class RecordCollector {
  private final int maxBytes;
  private final List<LogRecord> records = new ArrayList<>();
  private long bytes;

  public RecordCollector(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  public void add(LogRecord record) {
    records.add(record);
    bytes += record.payload().length;
  }

  /** Adds from the list, in order, until it is enough. */
  public void addUntilFull(List<LogRecord> more) {
    for (LogRecord record : more) {
      if (isFull()) {
        return;
      }
      add(record);
    }
  }

  public boolean isFull() {
    return bytes >= maxBytes && !records.isEmpty() && !endsWithMarker();
  }

  /** Where the next record must start to join; -1 if there is none yet. */
  public long joinPosition() {
    return records.isEmpty() ? -1 : records.get(records.size() - 1).to();
  }

  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  private boolean endsWithMarker() {
    LogRecord last = records.get(records.size() - 1);
    return last.from() == last.to();
  }
}
