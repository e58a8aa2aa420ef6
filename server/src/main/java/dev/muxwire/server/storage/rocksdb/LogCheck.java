package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.storage.rocksdb.StoreCheck.Finding;
import dev.muxwire.server.storage.rocksdb.StoreCheck.Part;
import dev.muxwire.server.storage.rocksdb.StoredRecords.DamagedLogException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads one log from its start to its end, with checksums verified. */
final class LogCheck {
  private final String name;
  private LogHeader header = LogHeader.EMPTY;
  private long first = -1;
  private long last = -1;
  private long records;
  private long bytes;

  private LogCheck(String name) {
    this.name = name;
  }

  static Finding read(Database database, String name, long number) {
    LogCheck check = new LogCheck(name);
    String problem;
    try {
      problem = check.read(database, number);
    } catch (RocksDBException e) {
      problem = Failures.messageOf(e);
    } catch (DamagedLogException e) {
      problem = String.valueOf(e.getMessage());
    }
    return check.finding(problem);
  }

  private Finding finding(@Nullable String problem) {
    long end = Math.max(header.end(), last);
    return new Finding(Part.LOG, name, header.start(), end, records, bytes, problem);
  }

  private @Nullable String read(Database database, long number)
      throws RocksDBException, DamagedLogException {
    byte[] stored = database.get(Keys.header(number));
    header = stored == null ? LogHeader.EMPTY : LogHeader.decode(stored);
    try (Database.Scan scan =
        database.scan(Keys.beforeRecordsAt(number, 0), Keys.afterRecords(number))) {
      RocksIterator iterator = scan.iterator();
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        String problem = take(iterator.key(), iterator.value().length);
        if (problem != null) {
          return problem;
        }
      }
      iterator.status();
    }
    return gap();
  }

  private @Nullable String take(byte[] key, int length) {
    long from = Keys.from(key);
    long to = Keys.to(key);
    if (to < from || (last >= 0 && from != last)) {
      return "a record from " + from + " does not join " + last;
    }
    first = first < 0 ? from : first;
    last = to;
    records++;
    bytes += length;
    return null;
  }

  /** What was trimmed may still be there; what was not must be. */
  private @Nullable String gap() {
    if (header.start() >= Math.max(header.end(), last)) {
      return null;
    }
    if (first < 0 || first > header.start()) {
      return "it begins at " + first + " where " + header.start() + " was due";
    }
    return last < header.end()
        ? "it ends at " + last + " where " + header.end() + " was due"
        : null;
  }
}
