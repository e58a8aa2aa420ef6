package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.RecordCollector;
import dev.muxwire.server.storage.RecordSequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records that were appended and that the owner has not seen written. Everything before them is
 * in the database. Used on the owner's loop only.
 */
final class PendingTail {
  private static final byte[] NOTHING = {};

  private final RecordSequence records = new RecordSequence();

  /** The sequence number of the first record; of the next one to come, if there is none. */
  private long firstSequence;

  /** Whether the record before the first is a marker: then that position begins in the database. */
  private boolean markerBefore;

  PendingTail(long firstSequence, boolean markerBefore) {
    this.firstSequence = firstSequence;
    this.markerBefore = markerBefore;
  }

  long firstSequence() {
    return firstSequence;
  }

  long nextSequence() {
    return firstSequence + records.size();
  }

  void add(List<LogRecord> more) {
    more.forEach(records::add);
  }

  /**
   * Empties what lies before a position, and cuts the record that covers it.
   *
   * @return where the database finds what was cut, and what it is now; null if no record here
   *     covers the position
   */
  @Nullable Cut erase(long before, RecordCutter cutter) {
    for (int index = 0; index < records.size(); index++) {
      LogRecord record = records.get(index);
      if (record.from() >= before) {
        return null;
      }
      if (record.to() > before) {
        LogRecord rest = new LogRecord(before, record.to(), cutter.cut(record, before));
        records.set(index, rest);
        return new Cut(firstSequence + index, rest);
      }
      records.set(index, new LogRecord(record.from(), record.to(), NOTHING));
    }
    return null;
  }

  /** What remains of a record, under the sequence number that it had. */
  record Cut(long sequence, LogRecord rest) {}

  /** They are in the database now. */
  void written(int count) {
    if (count > 0) {
      LogRecord last = records.get(count - 1);
      markerBefore = last.from() == last.to();
      records.removeFirst(count);
      firstSequence += count;
    }
  }

  /** Gives up what could not be written; returns the end that remains. */
  long abandon(long end) {
    long remainingEnd = records.isEmpty() ? end : records.get(0).from();
    records.clear();
    return remainingEnd;
  }

  /** Whether a read from there needs nothing of the database. */
  boolean holdsAllFrom(long position, long end) {
    if (records.isEmpty()) {
      return position > end || (position == end && !markerBefore);
    }
    long first = records.get(0).from();
    return position > first || (position == first && !markerBefore);
  }

  List<LogRecord> readFrom(long position, int maxBytes) {
    return collect(records.indexToReadFrom(position), maxBytes);
  }

  /** What a read that begins in the database may need of the tail. */
  List<LogRecord> firstRecords(int maxBytes) {
    return collect(0, maxBytes);
  }

  private List<LogRecord> collect(int index, int maxBytes) {
    RecordCollector collector = new RecordCollector(maxBytes);
    records.collect(index, collector);
    return collector.records();
  }
}
