package dev.muxwire.server.storage.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Erases what a log has given up. The header's {@code start} is what counts, and it is durable in
 * its turn; the bytes may go later, and so they go in steps: each range deletion costs every later
 * scan a little, and ranges that do not overlap cost the least. Used by the writer thread only.
 */
final class PhysicalTrim {
  /** A log wastes at most this much and one record. */
  static final long STEP_BYTES = 256 * 1024;

  private final long log;

  /** Everything before this key is erased, as far as this opening knows. */
  private byte[] erasedUpTo;

  private long wantedStart;
  private boolean wanted;
  private long appendedBytes = STEP_BYTES;

  PhysicalTrim(long log) {
    this.log = log;
    this.erasedUpTo = Keys.beforeRecordsAt(log, 0);
  }

  void appended(long bytes) {
    appendedBytes += bytes;
  }

  /**
   * @param emptied whether nothing but markers is left
   */
  void trimmed(long start, boolean emptied) {
    wantedStart = start;
    wanted = true;
    if (emptied) {
      appendedBytes = STEP_BYTES;
    }
  }

  /** Called after the group that holds the trim was written. */
  void erase(Database database) throws RocksDBException {
    if (!wanted || appendedBytes < STEP_BYTES) {
      return;
    }
    byte[] end = firstToKeep(database);
    database.deleteRange(erasedUpTo, end);
    erasedUpTo = end;
    wanted = false;
    appendedBytes = 0;
  }

  /** The record that covers the start stays whole. */
  private byte[] firstToKeep(Database database) throws RocksDBException {
    byte[] atStart = Keys.beforeRecordsAt(log, wantedStart);
    try (Database.Scan scan = database.scan(erasedUpTo, atStart)) {
      RocksIterator iterator = scan.iterator();
      iterator.seekToLast();
      iterator.status();
      boolean covers = iterator.isValid() && Keys.to(iterator.key()) > wantedStart;
      return covers ? iterator.key() : atStart;
    }
  }
}
