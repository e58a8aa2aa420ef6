package dev.muxwire.fuzz;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.ForwardingLog;
import dev.muxwire.server.storage.ForwardingLogStore;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** A store that reads other bytes than were written, where no checksum told. */
final class DamagedStore extends ForwardingLogStore {
  private final UnaryOperator<byte[]> damage;

  /**
   * @param damage what becomes of a record's payload, and of a log's metadata
   */
  DamagedStore(LogStore store, UnaryOperator<byte[]> damage) {
    super(store);
    this.damage = damage;
  }

  @Override
  public Log open(String name, Executor callbacks) {
    return new DamagedLog(store.open(name, callbacks));
  }

  private final class DamagedLog extends ForwardingLog {
    private byte[] metadata;

    DamagedLog(Log log) {
      super(log);
      this.metadata = damage.apply(log.metadata());
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
