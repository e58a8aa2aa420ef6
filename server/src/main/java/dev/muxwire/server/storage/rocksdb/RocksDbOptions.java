package dev.muxwire.server.storage.rocksdb;

import java.nio.file.Path;

/**
 * Where the store lies and what it may take.
 *
 * <p>Native memory is bounded by {@code blockCacheBytes} (data, index and filter blocks) + 2 ×
 * {@code writeBufferBytes} (memtables) + {@link GroupCommitter#MAX_GROUP_BYTES} and one record (the
 * batch) + about 16 MiB (compaction buffers, open files). Heap: {@code maxPendingBytes}, the names
 * of all logs, and what reads return.
 *
 * @param directory made with mode 0700 if it is not there
 * @param blockCacheBytes bound of the block cache, at least 1 MiB
 * @param writeBufferBytes size of a memtable, at least 64 KiB
 * @param maxPendingBytes bound, over all logs, of what was appended and is not written yet. The
 *     flow control of those who append keeps far below it; an append that would pass it fails its
 *     log with FULL
 * @param readerThreads threads that read, at least 1
 */
public record RocksDbOptions(
    Path directory,
    long blockCacheBytes,
    long writeBufferBytes,
    long maxPendingBytes,
    int readerThreads) {
  private static final long MIB = 1024 * 1024;

  public RocksDbOptions {
    if (blockCacheBytes < MIB
        || writeBufferBytes < 64 * 1024
        || maxPendingBytes < 1
        || readerThreads < 1) {
      throw new IllegalArgumentException("too small a limit");
    }
  }

  /**
   * A directory with the defaults: 64 MiB of cache, 16 MiB memtables, 256 MiB pending, 2 readers.
   */
  public static RocksDbOptions in(Path directory) {
    return new RocksDbOptions(directory, 64 * MIB, 16 * MIB, 256 * MIB, 2);
  }

  public RocksDbOptions withBlockCacheBytes(long bytes) {
    return new RocksDbOptions(directory, bytes, writeBufferBytes, maxPendingBytes, readerThreads);
  }

  public RocksDbOptions withWriteBufferBytes(long bytes) {
    return new RocksDbOptions(directory, blockCacheBytes, bytes, maxPendingBytes, readerThreads);
  }

  public RocksDbOptions withMaxPendingBytes(long bytes) {
    return new RocksDbOptions(directory, blockCacheBytes, writeBufferBytes, bytes, readerThreads);
  }

  public RocksDbOptions withReaderThreads(int threads) {
    return new RocksDbOptions(
        directory, blockCacheBytes, writeBufferBytes, maxPendingBytes, threads);
  }
}
