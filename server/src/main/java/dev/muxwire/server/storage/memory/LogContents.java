package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.RecordCollector;
import dev.muxwire.server.storage.RecordSequence;
import java.util.List;

/** What one log holds, as its owner sees it or as the imagined disk does. */
final class LogContents {
  private final RecordSequence records;
  private long start;
  private long end;
  private byte[] metadata;

  LogContents() {
    records = new RecordSequence();
    metadata = new byte[0];
  }

  private LogContents(LogContents other) {
    records = new RecordSequence(other.records);
    start = other.start;
    end = other.end;
    metadata = other.metadata;
  }

  LogContents copy() {
    return new LogContents(this);
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  byte[] metadata() {
    return metadata;
  }

  void putMetadata(byte[] newMetadata) {
    metadata = newMetadata;
  }

  void append(List<LogRecord> more) {
    for (LogRecord record : more) {
      records.add(record);
      end = record.to();
    }
  }

  void trim(long before) {
    start = Math.max(start, Math.min(before, end));
    records.removeFirst(records.indexToReadFrom(start));
  }

  void erase(long before, RecordCutter cutter) {
    trim(before);
    if (!records.isEmpty() && records.get(0).from() < start) {
      LogRecord covering = records.get(0);
      records.set(0, new LogRecord(start, covering.to(), cutter.cut(covering, start)));
    }
  }

  List<LogRecord> read(long from, int maxBytes) {
    RecordCollector collector = new RecordCollector(maxBytes);
    records.collect(records.indexToReadFrom(Math.max(from, start)), collector);
    return collector.records();
  }
}
