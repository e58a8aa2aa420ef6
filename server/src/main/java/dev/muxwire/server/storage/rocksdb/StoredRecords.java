package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.RecordCollector;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads one log's records from the database. Safe for use by several threads. */
final class StoredRecords {
  /** From here on a read is worth a larger one of the file; packed, output takes half at most. */
  private static final int LONG_READ_BYTES = 128 * 1024;

  private final Database database;
  private final long log;

  /** Who reads on from within the record that a read ended with finds it with one seek. */
  private volatile Span lastRead = new Span(0, 0);

  /** The offsets of a record. */
  private record Span(long from, long to) {
    static Span of(byte[] key) {
      return new Span(Keys.from(key), Keys.to(key));
    }

    boolean covers(long position) {
      return from < position && position < to;
    }
  }

  StoredRecords(Database database, long log) {
    this.database = database;
    this.log = log;
  }

  /**
   * Reads on from the position asked for until the collector is full, or until a record with {@code
   * endSequence} or a later one: those the caller has in memory.
   *
   * @throws DamagedLogException if records do not join
   */
  void read(ReaderPool.Request request, long endSequence, RecordCollector collector)
      throws RocksDBException, DamagedLogException {
    int readAheadBytes = request.maxBytes() < LONG_READ_BYTES ? 0 : request.maxBytes() / 2;
    try (Database.Scan scan = scan(readAheadBytes)) {
      RocksIterator iterator = scan.iterator();
      seek(iterator, request.position());
      while (iterator.isValid() && !collector.isFull()) {
        byte[] key = iterator.key();
        if (Keys.sequence(key) >= endSequence) {
          return;
        }
        requireJoined(collector.joinPosition(), Keys.from(key));
        LogRecord record = new LogRecord(Keys.from(key), Keys.to(key), iterator.value());
        collector.add(request.withoutErased(record));
        if (collector.isFull()) {
          lastRead = Span.of(key);
          return;
        }
        iterator.next();
      }
      iterator.status();
    }
  }

  /** Cuts the record that covers a position and begins before it; null if there is none. */
  PendingTail.@Nullable Cut cut(long position, RecordCutter cutter) throws RocksDBException {
    try (Database.Scan scan = scan()) {
      RocksIterator iterator = scan.iterator();
      iterator.seekForPrev(Keys.beforeRecordsAt(log, position));
      iterator.status();
      if (!iterator.isValid() || !covers(iterator.key(), position)) {
        return null;
      }
      byte[] key = iterator.key();
      LogRecord record = new LogRecord(Keys.from(key), Keys.to(key), iterator.value());
      LogRecord rest = new LogRecord(position, record.to(), cutter.cut(record, position));
      return new PendingTail.Cut(Keys.sequence(key), rest);
    }
  }

  /**
   * Where a log stands when it is opened: a read of its header and one seek.
   *
   * @throws LogStoreException what says so cannot be read, or is damaged
   */
  Opening open(String name) {
    try {
      return open();
    } catch (RocksDBException e) {
      throw Failures.using("log " + name + " cannot be opened", e);
    } catch (DamagedLogException e) {
      throw Failures.damaged("log " + name + " cannot be opened", e);
    }
  }

  private Opening open() throws RocksDBException, DamagedLogException {
    byte[] stored = database.get(Keys.header(log));
    LogHeader header = stored == null ? LogHeader.EMPTY : LogHeader.decode(stored);
    try (Database.Scan scan = scan()) {
      RocksIterator iterator = scan.iterator();
      iterator.seekToLast();
      iterator.status();
      if (!iterator.isValid()) {
        return new Opening(header, false);
      }
      byte[] last = iterator.key();
      long end = Math.max(header.end(), Keys.to(last));
      long nextSequence = Math.max(header.nextSequence(), Keys.sequence(last) + 1);
      boolean endsWithMarker = Keys.from(last) == end;
      return new Opening(
          new LogHeader(header.start(), end, nextSequence, header.metadata()), endsWithMarker);
    }
  }

  /** The header as of now, and whether the last record is a marker at the end. */
  record Opening(LogHeader header, boolean endsWithMarker) {}

  /** To the record that covers the position, or to the first that starts at it or after it. */
  private void seek(RocksIterator iterator, long position) throws RocksDBException {
    Span known = lastRead;
    if (known.covers(position)) {
      iterator.seek(Keys.beforeRecordsAt(log, known.from()));
      if (iterator.isValid() && covers(iterator.key(), position)) {
        return;
      }
      iterator.status();
    }
    byte[] atPosition = Keys.beforeRecordsAt(log, position);
    iterator.seek(atPosition);
    if (iterator.isValid() && Keys.from(iterator.key()) == position) {
      return;
    }
    iterator.status();
    iterator.seekForPrev(atPosition);
    if (!iterator.isValid() || !covers(iterator.key(), position)) {
      iterator.status();
      iterator.seek(atPosition);
    }
  }

  private static boolean covers(byte[] key, long position) {
    return Span.of(key).covers(position);
  }

  static void requireJoined(long expected, long from) throws DamagedLogException {
    if (expected >= 0 && expected != from) {
      throw new DamagedLogException("a record from " + from + " does not join " + expected);
    }
  }

  private Database.Scan scan() {
    return scan(0);
  }

  private Database.Scan scan(int readAheadBytes) {
    return database.scan(Keys.beforeRecordsAt(log, 0), Keys.afterRecords(log), readAheadBytes);
  }

  /** Records that contradict each other, or a header that is none. */
  static final class DamagedLogException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedLogException(String message) {
      super(message);
    }
  }
}
