package dev.muxwire.fuzz;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.RecordCutter;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A store that reads other bytes than were written, where no checksum told. */
final class DamagedStore implements LogStore {
  private final LogStore store;
  private final UnaryOperator<byte[]> damage;

  /**
   * @param damage what becomes of a record's payload, and of a log's metadata
   */
  DamagedStore(LogStore store, UnaryOperator<byte[]> damage) {
    this.store = store;
    this.damage = damage;
  }

  @Override
  public Log open(String name, Executor callbacks) {
    return new DamagedLog(store.open(name, callbacks));
  }

  @Override
  public long generation() {
    return store.generation();
  }

  @Override
  public List<String> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public void delete(String name) {
    store.delete(name);
  }

  @Override
  public void erase(List<String> names, Executor callbacks, Log.Completion whenErased) {
    store.erase(names, callbacks, whenErased);
  }

  @Override
  public void close() {
    store.close();
  }

  private final class DamagedLog implements Log {
    private final Log log;
    private byte[] metadata;

    DamagedLog(Log log) {
      this.log = log;
      this.metadata = damage.apply(log.metadata());
    }

    @Override
    public long start() {
      return log.start();
    }

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public void append(List<LogRecord> records, Completion whenDurable) {
      log.append(records, whenDurable);
    }

    @Override
    public void read(long from, int maxBytes, ReadCompletion whenRead) {
      log.read(
          from,
          maxBytes,
          (records, failure) ->
              whenRead.completed(
                  records.stream()
                      .map(
                          record ->
                              new LogRecord(
                                  record.from(), record.to(), damage.apply(record.payload())))
                      .toList(),
                  failure));
    }

    @Override
    public void trim(long before) {
      log.trim(before);
    }

    @Override
    public void erase(long before, RecordCutter cutter, Completion whenErased) {
      log.erase(before, cutter, whenErased);
    }

    @Override
    public byte[] metadata() {
      return metadata;
    }

    @Override
    public void putMetadata(byte[] newMetadata, Completion whenDurable) {
      metadata = newMetadata;
      log.putMetadata(newMetadata, whenDurable);
    }
  }
}
