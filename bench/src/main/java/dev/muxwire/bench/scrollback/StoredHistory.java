package dev.muxwire.bench.scrollback;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A history in a RocksDB, in records and blocks of the size that Muxwire's have, packed with LZ4:
 * read with one iterator from the beginning to the end, which is the least that reading it back can
 * cost. One thread.
 */
final class StoredHistory implements AutoCloseable {
  private static final int RECORD_BYTES = 16 << 10;
  private static final int READ_AHEAD_BYTES = 256 << 10;

  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          .setTableFormatConfig(new BlockBasedTableConfig().setBlockSize(RECORD_BYTES));

  private final ReadOptions inOrder = new ReadOptions().setReadaheadSize(READ_AHEAD_BYTES);
  private final RocksDB database;
  private @Nullable RocksIterator records;

  StoredHistory(Path directory) throws RocksDBException {
    database = RocksDB.open(options, directory.toString());
  }

  void fill(Path file) throws RocksDBException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      long at = 0;
      for (byte[] record = in.readNBytes(RECORD_BYTES);
          record.length > 0;
          record = in.readNBytes(RECORD_BYTES)) {
        database.put(ByteBuffer.allocate(Long.BYTES).putLong(at).array(), record);
        at += record.length;
      }
    }
  }

  /**
   * Reads as many records as there is room for.
   *
   * @param buffer a direct one
   * @return how many bytes; -1 at the end
   */
  int read(ByteBuffer buffer) throws RocksDBException {
    RocksIterator from = records;
    if (from == null) {
      from = database.newIterator(inOrder);
      from.seekToFirst();
      records = from;
    }
    int before = buffer.position();
    while (from.isValid() && buffer.remaining() >= RECORD_BYTES) {
      ByteBuffer record = buffer.slice(buffer.position(), RECORD_BYTES);
      buffer.position(buffer.position() + from.value(record));
      from.next();
    }
    from.status();
    return buffer.position() == before ? -1 : buffer.position() - before;
  }

  @Override
  public void close() {
    if (records != null) {
      records.close();
    }
    database.close();
    inOrder.close();
    options.close();
  }
}
