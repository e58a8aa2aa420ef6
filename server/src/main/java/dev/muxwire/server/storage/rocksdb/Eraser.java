package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log.Completion;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStoreException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes erased records out of the files: a range deletion only hides them. Works on a thread of its
 * own, one erasure after the other, while writes and reads go on.
 *
 * <pre>
 *   memtable, log of writes --flush--> tables --rewrite the range, every level--> tables without it
 *        old log of writes                      old tables: gone once no read uses them
 * </pre>
 *
 * <p>What RocksDB's block cache still holds of the old tables cannot be asked for any more, and
 * makes room for other blocks.
 */
final class Eraser {
  private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

  /** How often files that are still in use by a read are looked for again. */
  private static final long FILES_POLL_MS = 5;

  /** After this an erasure has failed: reads take milliseconds. */
  private static final long FILES_TIMEOUT_MS = 60_000;

  private final Database database;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread eraser = new Thread(task, "muxwire-log-eraser");
            eraser.setDaemon(true);
            return eraser;
          });

  Eraser(Database database) {
    this.database = database;
  }

  /** Records with keys in [first, end). */
  @SuppressWarnings("ArrayRecordComponent")
  record Range(byte[] first, byte[] end) {
    static Range allOf(long log) {
      return new Range(Keys.beforeRecordsAt(log, 0), Keys.afterRecords(log));
    }

    static Range before(long log, long position) {
      return new Range(Keys.beforeRecordsAt(log, 0), Keys.beforeRecordsAt(log, position));
    }
  }

  /** Something that erases, on this thread. */
  interface Task {
    void run() throws RocksDBException, IOException;
  }

  /** Erases what a log, durably, begins behind. */
  void erase(WriteTarget target, long before, Completion whenErased) {
    run(target, () -> eraseNow(List.of(Range.before(target.number, before))), whenErased);
  }

  /** Runs a task and tells, on the target's executor, how it went. */
  void run(WriteTarget target, Task task, Completion whenErased) {
    try {
      thread.execute(
          () -> {
            LogFailure failure = outcomeOf(target, task);
            GroupWriter.execute(target, () -> whenErased.completed(failure));
          });
    } catch (RejectedExecutionException closed) {
      LogFailure failure = Failures.closed(target.name, "the store was closed");
      GroupWriter.execute(target, () -> whenErased.completed(failure));
    }
  }

  private @Nullable LogFailure outcomeOf(WriteTarget target, Task task) {
    if (closing.getCount() == 0) {
      return Failures.closed(target.name, "the store was closed");
    }
    try {
      task.run();
      return null;
    } catch (RocksDBException e) {
      return Failures.write(target.name, e);
    } catch (LogStoreException | IOException e) {
      return new LogFailure(
          LogFailure.Kind.READ_ONLY, "log " + target.name + ": " + e.getMessage());
    } catch (RuntimeException e) {
      // Whoever waits has to be told, even of what should not happen.
      LOG.error("Log {} could not be erased", target.name, e);
      return new LogFailure(LogFailure.Kind.READ_ONLY, "log " + target.name + ": " + e);
    }
  }

  /** Returns when no file holds any of it. Waits for a backup under way. Only for tasks. */
  void eraseNow(List<Range> ranges) throws RocksDBException, IOException {
    database.withFiles(
        db -> {
          eraseAlone(ranges);
          return true;
        });
  }

  private void eraseAlone(List<Range> ranges) throws RocksDBException, IOException {
    Set<String> before = database.files();
    for (Range range : ranges) {
      // Once more, so that there is something to flush: the log of writes ends only with that.
      database.deleteRange(range.first(), range.end());
    }
    database.flush();
    for (Range range : ranges) {
      database.rewrite(range.first(), range.end());
    }
    awaitGone(before);
  }

  /** Waits for the logs of writes, and for the tables that were replaced. */
  private void awaitGone(Set<String> before) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FILES_TIMEOUT_MS);
    while (true) {
      Set<String> left = new HashSet<>(before);
      left.removeAll(database.tablesInUse());
      left.retainAll(database.files());
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline || awaitClosing()) {
        throw new IOException("what was erased is still in " + left);
      }
    }
  }

  /** Whether the store is being closed; answers after a moment otherwise. */
  private boolean awaitClosing() {
    try {
      return closing.await(FILES_POLL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true; // nobody else interrupts this thread
    }
  }

  /** Lets the erasure under way end; those that wait are told that the store was closed. */
  void close() {
    closing.countDown();
    thread.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (thread.awaitTermination(1, TimeUnit.HOURS)) {
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
}
