package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogNames;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import dev.muxwire.server.storage.rocksdb.StoredRecords.Opening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in one RocksDB database, in a directory that only one store may have open. See the package's
 * description for how writes and reads go; {@link RocksDbOptions} for what bounds its memory.
 *
 * <p>After a failed write, a log takes no more until it is opened again; the others that were in
 * the same group fail likewise. The database itself recovers from a full disk some seconds after
 * there is space again: as much as three memtables and a half, since it first flushes what memory
 * holds, maybe two of them, beside a new log of writes that takes the room of one in advance.
 */
public final class RocksDbLogStore implements LogStore {
  private static final Logger LOG = LoggerFactory.getLogger(RocksDbLogStore.class);

  private final StoreOpening.Opened opened;
  private final Database database;
  private final NameTable names;
  private final GroupWriter groupWriter;
  private final GroupCommitter committer;
  private final ReaderPool readers;
  private final Eraser eraser;

  /** The latest opening of each log. Guarded by this. */
  private final Map<String, WriteTarget> openTargets = new HashMap<>();

  /** Written under the lock of this, read by any thread. */
  private volatile boolean closed;

  /** As below, with losses in the program's log. */
  public RocksDbLogStore(RocksDbOptions options) {
    this(options, loss -> LOG.error("{}", loss.message()));
  }

  /**
   * Opens the store, making the directory if it is not there.
   *
   * @param losses told, before this returns, of what was durable and is lost
   * @throws LogStoreException if another store has the directory, it cannot be read or written, it
   *     has a format of a newer version, or it is damaged so that nothing can be served
   */
  public RocksDbLogStore(RocksDbOptions options, Consumer<StoreLoss> losses) {
    this(options, losses, UnaryOperator.identity());
  }

  /**
   * @param wrap puts something between the writer and the database, for tests
   */
  RocksDbLogStore(
      RocksDbOptions options, Consumer<StoreLoss> losses, UnaryOperator<BatchSink> wrap) {
    opened = StoreOpening.open(options, losses);
    database = opened.database();
    names = readNames(opened);
    groupWriter = new GroupWriter(database, wrap.apply(database), opened.witness());
    committer = new GroupCommitter(groupWriter, options.maxPendingBytes());
    readers = new ReaderPool(options.readerThreads());
    eraser = new Eraser(database);
    committer.start();
  }

  @Override
  public Log open(String name, Executor callbacks) {
    LogNames.requireValid(name);
    committer.requireOtherThread();
    synchronized (this) {
      requireOpen();
      WriteTarget earlier = takeOver(name, "it was opened again");
      Long known = names.numberOf(name);
      long number = known == null ? names.nextNumber() : known;
      StoredRecords stored = new StoredRecords(database, number);
      Opening opening = stored.open(name);
      if (known == null) {
        // Not before: a name in memory is taken for one whose entry is written, or on its way.
        names.allot(name);
      }
      WriteTarget target = new WriteTarget(name, number, callbacks);
      if (known == null || earlier != null) {
        // Again for a log that is taken over: the write that was to make it may have failed.
        long nextNumber = names.nextNumber();
        submitQuietly(target, batch -> NameTable.putEntry(batch, name, number, nextNumber));
      }
      if (earlier != null && earlier.failure != null) {
        submitQuietly(target, batch -> eraseRemains(batch, number, opening.header()));
      }
      openTargets.put(name, target);
      return new RocksDbLog(this, target, stored, opening);
    }
  }

  @Override
  public long generation() {
    return opened.generation();
  }

  @Override
  public synchronized List<String> list(String prefix) {
    requireOpen();
    return names.startingWith(prefix);
  }

  @Override
  public void delete(String name) {
    committer.requireOtherThread();
    synchronized (this) {
      requireOpen();
      takeOver(name, "it was deleted");
      Long number = names.numberOf(name);
      if (number == null) {
        return;
      }
      require(
          await(
              new WriteTarget(name, number, Runnable::run),
              batch -> {
                NameTable.removeEntry(batch, name);
                batch.delete(Keys.header(number));
                batch.deleteRange(Keys.beforeRecordsAt(number, 0), Keys.afterRecords(number));
              }));
      names.remove(name);
      openTargets.remove(name);
    }
  }

  @Override
  public void erase(List<String> logNames, Executor callbacks, Log.Completion whenErased) {
    List<String> copy = List.copyOf(logNames);
    WriteTarget told = new WriteTarget(String.join(", ", copy), 0, callbacks);
    eraser.run(told, () -> eraseNow(copy), whenErased);
  }

  /** Empties them first and forgets their names last: so a crash leaves nothing without a name. */
  private void eraseNow(List<String> logNames) throws RocksDBException, IOException {
    List<Eraser.Range> ranges = new ArrayList<>();
    for (String name : logNames) {
      Long number = empty(name);
      if (number != null) {
        ranges.add(Eraser.Range.allOf(number));
      }
    }
    eraser.eraseNow(ranges);
    logNames.forEach(this::delete);
  }

  private synchronized @Nullable Long empty(String name) {
    requireOpen();
    takeOver(name, "it was deleted");
    Long number = names.numberOf(name);
    if (number != null) {
      require(
          await(
              new WriteTarget(name, number, Runnable::run),
              batch -> {
                batch.delete(Keys.header(number));
                batch.deleteRange(Keys.beforeRecordsAt(number, 0), Keys.afterRecords(number));
              }));
    }
    return number;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      committer.requireOtherThread();
      closed = true;
    }
    eraser.close();
    committer.close();
    readers.close();
    try {
      opened.close();
    } catch (RocksDBException e) {
      // Whoever waited for a write was told; only what nobody waited for may be lost.
      LOG.warn("The log store could not be synced when it was closed", e);
    }
  }

  /** How many syncs (fsync of the write-ahead log) the writes took so far. */
  public long syncs() {
    return groupWriter.syncs();
  }

  /** How many writes were stored so far: appends, trims, metadata. */
  public long writes() {
    return groupWriter.writes();
  }

  /** What was appended and waits to be written, in bytes, over all logs. */
  public long pendingBytes() {
    return committer.pendingBytes();
  }

  /** An estimate of the bytes that the database holds and still needs. */
  public long liveBytes() {
    return closed ? 0 : database.property("rocksdb.estimate-live-data-size");
  }

  /** An estimate of the bytes that compaction has to rewrite. */
  public long pendingCompactionBytes() {
    return closed ? 0 : database.property("rocksdb.estimate-pending-compaction-bytes");
  }

  boolean isClosed() {
    return closed;
  }

  Database database() {
    return database;
  }

  GroupCommitter committer() {
    return committer;
  }

  Eraser eraser() {
    return eraser;
  }

  ReaderPool readers() {
    return readers;
  }

  private static NameTable readNames(StoreOpening.Opened opened) {
    try {
      return new NameTable(opened.database());
    } catch (RocksDBException e) {
      try {
        opened.close();
      } catch (RocksDBException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw Failures.using("the table of logs cannot be read", e);
    }
  }

  /** Ends the opening there is, once all it appended is written. */
  private @Nullable WriteTarget takeOver(String name, String why) {
    WriteTarget earlier = openTargets.get(name);
    if (earlier != null) {
      committer.refuse(earlier, Failures.closed(name, why));
      committer.awaitWritten(earlier);
    }
    return earlier;
  }

  /** Not waited for: it precedes whatever the log's owner will wait for. */
  private void submitQuietly(WriteTarget target, Write.Part part) {
    committer.submit(Write.of(target, part, 0, false, Write.WhenWritten.NONE));
  }

  /**
   * A failed batch may have reached the disk in part. Should a crash bring it back, it must not
   * stand among the records that are written in its place.
   */
  private static void eraseRemains(WriteBatch batch, long number, LogHeader header)
      throws RocksDBException {
    byte[] first = Keys.record(number, header.end(), header.nextSequence(), 0);
    batch.deleteRange(first, Keys.afterRecords(number));
  }

  private @Nullable LogFailure await(WriteTarget target, Write.Part part) {
    CompletableFuture<@Nullable LogFailure> written = new CompletableFuture<>();
    committer.submit(Write.of(target, part, 0, true, written::complete));
    return written.join();
  }

  private static void require(@Nullable LogFailure failure) {
    if (failure != null) {
      throw new LogStoreException(
          failure.kind() == LogFailure.Kind.FULL ? Reason.FULL : Reason.INACCESSIBLE,
          "cannot be deleted: " + failure.message());
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new LogStoreException(Reason.CLOSED, "the log store was closed");
    }
  }
}
