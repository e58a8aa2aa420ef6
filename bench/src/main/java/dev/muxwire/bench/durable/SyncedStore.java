package dev.muxwire.bench.durable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** A RocksDB with its defaults, in which every write is on the disk before the next. Any thread. */
final class SyncedStore implements AutoCloseable {
  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB database;
  private final AtomicLong next = new AtomicLong();

  SyncedStore(String directory) throws RocksDBException {
    database = RocksDB.open(options, directory);
  }

  /** Writes values; what comes together shares a sync, which is RocksDB's own doing. */
  void write(List<byte[]> values) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (byte[] value : values) {
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(next.getAndIncrement()).array();
        batch.put(key, value);
      }
      database.write(synced, batch);
    }
  }

  @Override
  public void close() {
    database.close();
    synced.close();
    options.close();
  }
}
