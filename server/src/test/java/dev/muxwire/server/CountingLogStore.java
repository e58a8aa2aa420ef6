package dev.muxwire.server;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.RecordCutter;
import java.util.List;
import java.util.concurrent.Executor;

/** Another store, and what is read of it. */
public final class CountingLogStore implements LogStore {
  private final LogStore store;
  private volatile int opened;
  private volatile int reads;
  private volatile long records;
  private volatile long bytes;

  public CountingLogStore(LogStore store) {
    this.store = store;
  }

  public void forget() {
    opened = 0;
    reads = 0;
    records = 0;
    bytes = 0;
  }

  public int opened() {
    return opened;
  }

  public int reads() {
    return reads;
  }

  public long records() {
    return records;
  }

  /** Of payload. */
  public long bytes() {
    return bytes;
  }

  private synchronized void count(List<LogRecord> read) {
    reads++;
    records += read.size();
    read.forEach(record -> bytes += record.payload().length);
  }

  @Override
  public synchronized Log open(String name, Executor callbacks) {
    opened++;
    return new CountingLog(store.open(name, callbacks));
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

  private final class CountingLog implements Log {
    private final Log log;

    CountingLog(Log log) {
      this.log = log;
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
          (found, failure) -> {
            count(found);
            whenRead.completed(found, failure);
          });
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
      return log.metadata();
    }

    @Override
    public void putMetadata(byte[] metadata, Completion whenDurable) {
      log.putMetadata(metadata, whenDurable);
    }
  }
}
