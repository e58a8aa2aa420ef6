package dev.muxwire.server;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.ForwardingLog;
import dev.muxwire.server.storage.ForwardingLogStore;
import java.util.List;
import java.util.concurrent.Executor;

/** Another store, and what is read of it. */
public final class CountingLogStore extends ForwardingLogStore {
  private volatile int opened;
  private volatile int reads;
  private volatile long records;
  private volatile long bytes;

  public CountingLogStore(LogStore store) {
    super(store);
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

  private final class CountingLog extends ForwardingLog {
    CountingLog(Log log) {
      super(log);
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
  }
}
