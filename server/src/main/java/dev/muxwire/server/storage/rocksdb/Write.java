package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One append, trim, metadata or such on its way to disk.
 *
 * @param target whose it is
 * @param part what it adds to the group's batch
 * @param pendingBytes what it holds in memory meanwhile; 0 if it was refused
 * @param sync whether somebody waits for it
 * @param whenWritten called once on the target's executor, with null when it is written (and
 *     synced, if asked)
 */
record Write(
    WriteTarget target, Part part, long pendingBytes, boolean sync, WhenWritten whenWritten) {
  /** Beside its payload: objects, keys, queue. */
  private static final long OVERHEAD_BYTES = 128;

  static Write of(
      WriteTarget target, Part part, long payloadBytes, boolean sync, WhenWritten whenWritten) {
    return new Write(target, part, payloadBytes + OVERHEAD_BYTES, sync, whenWritten);
  }

  /** A write that only waits for its turn to say that it was refused. */
  Write refused(LogFailure failure) {
    return new Write(target, batch -> {}, 0, false, ignored -> whenWritten.written(failure));
  }

  /** A write's share of a batch. */
  interface Part {
    void addTo(WriteBatch batch) throws RocksDBException;
  }

  /** Told how it went. */
  interface WhenWritten {
    WhenWritten NONE = failure -> {};

    void written(@Nullable LogFailure failure);
  }
}
