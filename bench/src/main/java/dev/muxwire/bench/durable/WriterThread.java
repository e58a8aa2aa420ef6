package dev.muxwire.bench.durable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.rocksdb.RocksDBException;

/**
 * One thread that writes what has gathered, with one sync, while the threads of the network go on:
 * the least that a server does whose clients must not wait for one another's syncs.
 */
final class WriterThread {
  private final SyncedStore store;
  private final Executor answers;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

  private record Waiting(byte[] value, Runnable whenWritten) {}

  /**
   * @param answers runs what is told to who waited
   */
  WriterThread(SyncedStore store, Executor answers) {
    this.store = store;
    this.answers = answers;
    Thread writer = new Thread(this::run, "writer");
    writer.setDaemon(true);
    writer.start();
  }

  void write(byte[] value, Runnable whenWritten) {
    queue.add(new Waiting(value, whenWritten));
  }

  private void run() {
    List<Waiting> group = new ArrayList<>();
    try {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group);
        store.write(group.stream().map(Waiting::value).toList());
        List.copyOf(group).forEach(waiting -> answers.execute(waiting.whenWritten()));
        group.clear();
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
