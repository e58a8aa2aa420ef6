package dev.muxwire.server.storage.rocksdb;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * Which log has which number. Held in memory whole (some 150 bytes a log); the database has the
 * same, as of the last written batch. Guarded by the store.
 */
final class NameTable {
  private final TreeMap<String, Long> numbers = new TreeMap<>();
  private long nextNumber = 1;

  NameTable(Database database) throws RocksDBException {
    byte[] stored = database.get(Keys.nextNumber());
    if (stored != null) {
      nextNumber = Keys.number(stored);
    }
    load(database);
  }

  @Nullable Long numberOf(String name) {
    return numbers.get(name);
  }

  /** Numbers are never used twice, so that nothing of a deleted log can come back in another. */
  long allot(String name) {
    long number = nextNumber++;
    numbers.put(name, number);
    return number;
  }

  void remove(String name) {
    numbers.remove(name);
  }

  List<String> startingWith(String prefix) {
    return numbers.tailMap(prefix).keySet().stream()
        .takeWhile(name -> name.startsWith(prefix))
        .toList();
  }

  /** The number behind all that were allotted; to be written with each entry. */
  long nextNumber() {
    return nextNumber;
  }

  static void putEntry(WriteBatch batch, String name, long number, long nextNumber)
      throws RocksDBException {
    batch.put(Keys.name(name), Keys.number(number));
    batch.put(Keys.nextNumber(), Keys.number(nextNumber));
  }

  static void removeEntry(WriteBatch batch, String name) throws RocksDBException {
    batch.delete(Keys.name(name));
  }

  private void load(Database database) throws RocksDBException {
    try (Database.Scan scan = database.scan(Keys.firstName(), Keys.afterNames())) {
      RocksIterator iterator = scan.iterator();
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        numbers.put(Keys.nameOf(iterator.key()), Keys.number(iterator.value()));
      }
      iterator.status();
    }
  }
}
