package dev.muxwire.bench.durable;

import dev.muxwire.bench.process.Commands;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The ceiling: threads that write one value after the other to a RocksDB with its defaults, each
 * synced to the disk before the next. Those that come together share a sync, which is RocksDB's own
 * doing.
 */
public final class RocksDbWriters implements AutoCloseable {
  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB database;
  private long next;

  private RocksDbWriters(String directory) throws RocksDBException {
    database = RocksDB.open(options, directory);
  }

  /** The directory. */
  public static void main(String[] args) throws Exception {
    try (RocksDbWriters writers = new RocksDbWriters(args[0])) {
      new Commands().on("write", writers::write).serve();
    }
  }

  /** How many threads, how many values each, of how many bytes. */
  private Object write(List<String> arguments) throws Exception {
    int threads = Integer.parseInt(arguments.get(0));
    int count = Integer.parseInt(arguments.get(1));
    int bytes = Integer.parseInt(arguments.get(2));
    Histogram latencies = new ConcurrentHistogram(3);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Object>> writers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        long first = next;
        next += count;
        writers.add(() -> write(first, count, bytes, latencies));
      }
      long began = System.nanoTime();
      for (Future<Object> written : executor.invokeAll(writers)) {
        written.get();
      }
      return Latencies.told(System.nanoTime() - began, latencies);
    } finally {
      executor.shutdown();
    }
  }

  private Object write(long first, int count, int bytes, Histogram latencies)
      throws RocksDBException {
    byte[] value = new byte[bytes];
    for (long i = first; i < first + count; i++) {
      long began = System.nanoTime();
      try (WriteBatch batch = new WriteBatch()) {
        batch.put(ByteBuffer.allocate(Long.BYTES).putLong(i).array(), value);
        database.write(synced, batch);
      }
      latencies.recordValue(System.nanoTime() - began);
    }
    return "";
  }

  @Override
  public void close() {
    database.close();
    synced.close();
    options.close();
  }
}
