package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.RecordCollector;
import dev.muxwire.server.storage.rocksdb.StoredRecords.DamagedLogException;
import dev.muxwire.server.storage.rocksdb.StoredRecords.Opening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The logs of a store that no server has open, to be looked into; {@link StoreCheck} tells whether
 * they are whole. Nothing on disk changes, and no lock is taken. Metadata that an owner would put
 * is taken and forgotten; other writes are refused.
 */
public final class OfflineLogStore implements LogStore {
  private static final RecordCutter WHOLE = (record, from) -> record.payload();

  private final Path directory;
  private final Database database;
  private final NameTable names;
  private final long generation;

  /**
   * Opens a store's directory.
   *
   * @throws LogStoreException it is not there, cannot be read, or is damaged
   */
  public OfflineLogStore(Path directory) {
    this.directory = directory;
    try {
      generation = StoreGeneration.read(directory);
      database =
          Database.readOnly(
              StoreDirectory.databaseIn(directory),
              RocksDbOptions.in(directory),
              Database.Recovery.WHOLE);
      names = readNames();
    } catch (RocksDBException e) {
      throw Failures.opening(directory, e);
    } catch (IOException e) {
      throw new LogStoreException(
          LogStoreException.Reason.DAMAGED, String.valueOf(e.getMessage()), e);
    }
  }

  private NameTable readNames() throws RocksDBException {
    try {
      return new NameTable(database);
    } catch (RocksDBException e) {
      database.close();
      throw e;
    }
  }

  @Override
  public Log open(String name, Executor callbacks) {
    Long number = names.numberOf(name);
    if (number == null) {
      return new OfflineLog(name, null, new Opening(LogHeader.EMPTY, false), callbacks);
    }
    StoredRecords stored = new StoredRecords(database, number);
    return new OfflineLog(name, stored, stored.open(name), callbacks);
  }

  @Override
  public List<String> list(String prefix) {
    return names.startingWith(prefix);
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public void delete(String name) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public void erase(List<String> logNames, Executor callbacks, Log.Completion whenErased) {
    throw new UnsupportedOperationException("read only");
  }

  @Override
  public void close() {
    try {
      database.close();
    } catch (RocksDBException e) {
      throw Failures.using(directory + " cannot be closed", e);
    }
  }

  private record OfflineLog(
      String name, @Nullable StoredRecords stored, Opening opening, Executor callbacks)
      implements Log {

    @Override
    public long start() {
      return opening.header().start();
    }

    @Override
    public long end() {
      return opening.header().end();
    }

    @Override
    public byte[] metadata() {
      return opening.header().metadata();
    }

    @Override
    public void read(long from, int maxBytes, ReadCompletion whenRead) {
      long position = Math.max(from, start());
      RecordCollector collector = new RecordCollector(maxBytes);
      LogFailure failure = null;
      try {
        if (stored != null) {
          stored.read(
              new ReaderPool.Request(position, maxBytes, 0, WHOLE, whenRead),
              Long.MAX_VALUE,
              collector);
        }
      } catch (RocksDBException e) {
        failure = Failures.read(name, e);
      } catch (DamagedLogException e) {
        failure = new LogFailure(LogFailure.Kind.DAMAGED, "log " + name + ": " + e.getMessage());
      }
      List<LogRecord> records = failure == null ? collector.records() : List.of();
      LogFailure told = failure;
      callbacks.execute(() -> whenRead.completed(records, told));
    }

    @Override
    public void putMetadata(byte[] metadata, Completion whenDurable) {
      callbacks.execute(() -> whenDurable.completed(null));
    }

    @Override
    public void append(List<LogRecord> records, Completion whenDurable) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public void trim(long before) {
      throw new UnsupportedOperationException("read only");
    }

    @Override
    public void erase(long before, RecordCutter cutter, Completion whenErased) {
      throw new UnsupportedOperationException("read only");
    }
  }
}
