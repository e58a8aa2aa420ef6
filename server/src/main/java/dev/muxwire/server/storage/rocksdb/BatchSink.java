package dev.muxwire.server.storage.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Where batches go: the database, or a test's disk that fails. */
interface BatchSink {
  /**
   * @param sync whether to return only when the batch, and all before it, would survive a crash
   */
  void write(WriteBatch batch, boolean sync) throws RocksDBException;
}
