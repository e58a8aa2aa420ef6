package dev.muxwire.server.storage.rocksdb;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/** Stands before the database, and refuses batches or holds them back. */
final class FailingDisk implements BatchSink {
  private static final int ALL = Integer.MAX_VALUE;

  private final BatchSink database;
  private final Semaphore permits = new Semaphore(ALL);
  private final Semaphore arrived = new Semaphore(0);
  private volatile @Nullable RocksDBException failure;

  FailingDisk(BatchSink database) {
    this.database = database;
  }

  static RocksDBException noSpace() {
    return new RocksDBException(
        new Status(Status.Code.IOError, Status.SubCode.NoSpace, "No space left on device"));
  }

  void fail(@Nullable RocksDBException how) {
    failure = how;
  }

  /** From now on batches wait. */
  void hold() {
    permits.drainPermits();
    arrived.drainPermits();
  }

  void awaitHeldBatch() {
    arrived.acquireUninterruptibly();
  }

  void letGo() {
    permits.release(ALL);
  }

  @Override
  public void write(WriteBatch batch, boolean sync) throws RocksDBException {
    arrived.release();
    permits.acquireUninterruptibly();
    permits.release();
    RocksDBException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    database.write(batch, sync);
  }
}
