package dev.muxwire.bench.durable;

import dev.muxwire.bench.process.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.rocksdb.RocksDBException;

/**
 * The ceiling: threads that write one value after the other to a RocksDB with its defaults, each
 * synced to the disk before the next. Those that come together share a sync, which is RocksDB's own
 * doing.
 */
public final class RocksDbWriters {
  private final SyncedStore store;

  private RocksDbWriters(SyncedStore store) {
    this.store = store;
  }

  /** The directory. */
  public static void main(String[] args) throws Exception {
    try (SyncedStore store = new SyncedStore(args[0])) {
      new Commands().on("write", new RocksDbWriters(store)::write).serve();
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
        writers.add(() -> write(count, bytes, latencies));
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

  private Object write(int count, int bytes, Histogram latencies) throws RocksDBException {
    byte[] value = new byte[bytes];
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      store.write(List.of(value));
      latencies.recordValue(System.nanoTime() - began);
    }
    return "";
  }
}
