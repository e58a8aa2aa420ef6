package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.backup.Backup;
import dev.muxwire.server.backup.BackupDirectory;
import dev.muxwire.server.backup.BackupException;
import dev.muxwire.server.connection.Backups;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Backups of the running server, on a thread of their own, one at a time. */
final class LiveBackups implements Backups {
  private final BackupDirectory directory;
  private final Path dataDirectory;
  private final RocksDbLogStore store;
  private final String serverName;
  private final Executor thread;
  private final ServerEvents events;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile long newestAtMs;

  LiveBackups(
      BackupDirectory directory,
      Path dataDirectory,
      RocksDbLogStore store,
      String serverName,
      Executor thread,
      ServerEvents events) {
    this.directory = directory;
    this.dataDirectory = dataDirectory;
    this.store = store;
    this.serverName = serverName;
    this.thread = thread;
    this.events = events;
    this.newestAtMs = newestIn(directory);
  }

  private static long newestIn(BackupDirectory directory) {
    try {
      return directory.list().stream().mapToLong(Backup::createdAtMs).max().orElse(0);
    } catch (IOException e) {
      return 0; // the first backup tells what is wrong
    }
  }

  /** When the newest backup began, in milliseconds since the Unix epoch; 0 if none is known. */
  long newestAtMs() {
    return newestAtMs;
  }

  @Override
  public void create(Told told) {
    if (!underWay.compareAndSet(false, true)) {
      told.failed(
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_BUSY, "a backup is under way; wait for its end"));
      return;
    }
    try {
      thread.execute(() -> run(told));
    } catch (RejectedExecutionException e) {
      underWay.set(false);
      told.failed(new ProtocolViolation(ErrorCode.ERROR_CODE_DRAINING, "the server stops"));
    }
  }

  private void run(Told told) {
    long begunNanos = System.nanoTime();
    Backup backup;
    try {
      backup = directory.create(dataDirectory, store, System.currentTimeMillis(), serverName);
    } catch (IOException | RuntimeException e) {
      fail(told, e);
      return;
    } catch (Error e) {
      fail(told, e); // whoever asked waits, and the next may ask
      throw e;
    }
    newestAtMs = backup.createdAtMs();
    underWay.set(false);
    events.backupCreated(
        backup.id(), backup.bytes(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
    told.created(
        new Created(
            backup.id(), backup.bytes(), backup.createdAtMs(), directory.path().toString()));
  }

  private void fail(Told told, Throwable failure) {
    underWay.set(false);
    ProtocolViolation reason = reasonOf(failure);
    events.backupFailed(String.valueOf(reason.getMessage()));
    told.failed(reason);
  }

  private ProtocolViolation reasonOf(Throwable failure) {
    if (failure instanceof BackupException known && known.reason() == BackupException.Reason.BUSY) {
      return new ProtocolViolation(ErrorCode.ERROR_CODE_BUSY, String.valueOf(known.getMessage()));
    }
    boolean isSentence = failure instanceof BackupException || failure instanceof LogStoreException;
    return new ProtocolViolation(
        ErrorCode.ERROR_CODE_STORAGE,
        isSentence
            ? String.valueOf(failure.getMessage())
            : "the backup cannot be written to " + directory.path() + ": " + failure);
  }
}
