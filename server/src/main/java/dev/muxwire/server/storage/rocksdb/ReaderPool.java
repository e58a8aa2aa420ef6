package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log.ReadCompletion;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.RecordCutter;
import dev.muxwire.server.storage.RecordCollector;
import dev.muxwire.server.storage.rocksdb.StoredRecords.DamagedLogException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read from the database. Reads that wait for a thread hold only their request and
 * the tail they were given; their number is bounded by those who ask: one read at a time a cursor,
 * and a few ahead.
 */
final class ReaderPool {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);

  private final ExecutorService threads;

  ReaderPool(int threadCount) {
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            threadCount,
            task -> {
              Thread thread = new Thread(task, "muxwire-log-reader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Reads from the database and goes on with the tail, as it was when the read was asked for.
   *
   * @param tailSequence the sequence number of the tail's first record
   */
  void read(
      WriteTarget target,
      StoredRecords stored,
      Request request,
      List<LogRecord> tail,
      long tailSequence) {
    try {
      threads.execute(() -> readNow(target, stored, request, tail, tailSequence));
    } catch (RejectedExecutionException closed) {
      deliver(target, request, List.of(), Failures.closed(target.name, "the store was closed"));
    }
  }

  static void deliver(
      WriteTarget target, Request request, List<LogRecord> records, @Nullable LogFailure failure) {
    GroupWriter.execute(target, () -> request.whenRead().completed(records, failure));
  }

  /** Lets every read finish that was taken: the database must stay open for them. */
  void close() {
    threads.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void readNow(
      WriteTarget target,
      StoredRecords stored,
      Request request,
      List<LogRecord> tail,
      long tailSequence) {
    RecordCollector collector = new RecordCollector(request.maxBytes());
    try {
      stored.read(request, tailSequence, collector);
      if (!tail.isEmpty() && !collector.isFull()) {
        StoredRecords.requireJoined(collector.joinPosition(), tail.get(0).from());
        collector.addUntilFull(tail);
      }
      deliver(target, request, collector.records(), null);
    } catch (RocksDBException e) {
      deliver(target, request, List.of(), Failures.read(target.name, e));
    } catch (DamagedLogException e) {
      deliver(target, request, List.of(), damaged(target, e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      // Whoever waits has to be told, even of what should not happen.
      LOG.error("Log {}: a read from {} failed", target.name, request.position(), e);
      deliver(target, request, List.of(), damaged(target, e.toString()));
    }
  }

  private static LogFailure damaged(WriteTarget target, @Nullable String what) {
    return new LogFailure(LogFailure.Kind.DAMAGED, "log " + target.name + ": " + what);
  }

  /**
   * What was asked for.
   *
   * @param erasedBefore nothing before this is to be returned
   * @param cutter makes what remains of a record that covers it
   */
  record Request(
      long position,
      int maxBytes,
      long erasedBefore,
      RecordCutter cutter,
      ReadCompletion whenRead) {

    LogRecord withoutErased(LogRecord record) {
      boolean cut = record.from() < erasedBefore && record.to() > erasedBefore;
      return cut
          ? new LogRecord(erasedBefore, record.to(), cutter.cut(record, erasedBefore))
          : record;
    }
  }
}
