package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractSlice;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The open database and its native objects, which must be freed in the opposite order. */
final class Database implements BatchSink, AutoCloseable {
  private static final long MIB = 1024 * 1024;

  /** How much of the log of writes has to be there. */
  enum Recovery {
    /** All of it, but for a last record that was not written whole. */
    WHOLE,
    /** What comes before the first damage or gap. */
    PREFIX
  }

  private final Deque<AutoCloseable> natives = new ArrayDeque<>();
  private final Path directory;
  private final boolean readOnly;
  private final RocksDB db;
  private final FlushOptions flushed;
  private final CompactRangeOptions everyLevel;
  private final WriteOptions synced;
  private final WriteOptions unsynced;

  /**
   * Held by who needs files to go (an erasure) and by who needs them to stay (a backup): the one
   * would wait for the other's end without end.
   */
  private final ReentrantLock files = new ReentrantLock();

  /** Guarded by files. */
  private boolean closed;

  /** Opens it for reading and writing; makes it if it is not there. */
  Database(Path directory, RocksDbOptions limits, Recovery recovery) throws RocksDBException {
    this(directory, limits, recovery, false);
  }

  /** Opens it as it is: changes and adds nothing, takes no lock. */
  static Database readOnly(Path directory, RocksDbOptions limits, Recovery recovery)
      throws RocksDBException {
    return new Database(directory, limits, recovery, true);
  }

  @SuppressWarnings("this-escape")
  private Database(Path directory, RocksDbOptions limits, Recovery recovery, boolean readOnly)
      throws RocksDBException {
    loadLibrary();
    this.directory = directory;
    this.readOnly = readOnly;
    try {
      synced = own(new WriteOptions().setSync(true));
      unsynced = own(new WriteOptions().setSync(false));
      flushed = own(new FlushOptions().setWaitForFlush(true));
      everyLevel =
          own(
              new CompactRangeOptions()
                  .setBottommostLevelCompaction(BottommostLevelCompaction.kForce));
      Options options = options(limits, recovery);
      requireEnds(options, recovery);
      db = own(open(options));
    } catch (RocksDBException e) {
      free();
      throw e;
    }
  }

  private RocksDB open(Options options) throws RocksDBException {
    if (!readOnly) {
      return RocksDB.open(options, directory.toString());
    }
    options.setCreateIfMissing(false).setLogger(own(new SilentLogger()));
    return RocksDB.openReadOnly(options, directory.toString());
  }

  /** Opening would not end behind an {@link EndlessRecord}. */
  private void requireEnds(Options options, Recovery recovery) throws RocksDBException {
    try {
      List<EndlessRecord> endless = new ArrayList<>(EndlessRecord.ofManifest(directory));
      boolean beyondRecovery = !endless.isEmpty();
      endless.addAll(EndlessRecord.ofLogs(directory));
      if (endless.isEmpty()) {
        return;
      }
      if (beyondRecovery || !readOnly || recovery == Recovery.WHOLE) {
        throw endless.get(0).damage();
      }
      options.setWalDir(own(new DisarmedLogs(directory, endless)).directory().toString());
    } catch (IOException e) {
      throw inaccessible(e);
    }
  }

  /** Keeps RocksDB from beginning a new log of its own doings in the directory. */
  private static final class SilentLogger extends org.rocksdb.Logger {
    SilentLogger() {
      super(InfoLogLevel.FATAL_LEVEL);
    }

    @Override
    protected void log(InfoLogLevel level, String message) {}
  }

  /** The library is unpacked first, into the temporary directory of this JVM. */
  static void loadLibrary() {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new LogStoreException(
          LogStoreException.Reason.INACCESSIBLE,
          "the storage engine's native library cannot be unpacked and loaded from "
              + System.getProperty("java.io.tmpdir")
              + " ("
              + cause.getMessage()
              + "). It needs 25 MB there and the right to execute; name another directory with"
              + " -Djava.io.tmpdir=DIR.",
          e);
    }
  }

  @Override
  public void write(WriteBatch batch, boolean sync) throws RocksDBException {
    if (batch.count() == 0) {
      // A barrier: nothing of its own, but earlier batches may not be synced.
      db.syncWal();
    } else {
      db.write(sync ? synced : unsynced, batch);
    }
  }

  void deleteRange(byte[] first, byte[] end) throws RocksDBException {
    db.deleteRange(unsynced, first, end);
  }

  /** Moves what memory and the log of writes hold into table files, and waits for it. */
  void flush() throws RocksDBException {
    db.flush(flushed);
  }

  /** Writes the tables anew that hold keys in [first, end), at every level, and waits for it. */
  void rewrite(byte[] first, byte[] end) throws RocksDBException {
    db.compactRange(db.getDefaultColumnFamily(), first, end, everyLevel);
  }

  /** The names of the table files that are in use. */
  Set<String> tablesInUse() {
    return db.getLiveFilesMetaData().stream()
        .map(file -> file.fileName().substring(1))
        .collect(Collectors.toSet());
  }

  /** The names of the tables and logs of writes in the directory, in use or not. */
  Set<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sst") || name.endsWith(".log"))
          .collect(Collectors.toSet());
    }
  }

  /** Something that needs the files as they are. */
  interface FilesTask<T> {
    T run(RocksDB db) throws RocksDBException, IOException;
  }

  /**
   * Runs a task alone with the files, as far as erasures, backups and the end go; writes and reads
   * go on.
   *
   * @throws LogStoreException CLOSED if the database was closed before
   */
  <T> T withFiles(FilesTask<T> task) throws RocksDBException, IOException {
    files.lock();
    try {
      if (closed) {
        throw new LogStoreException(LogStoreException.Reason.CLOSED, "the log store was closed");
      }
      return task.run(db);
    } finally {
      files.unlock();
    }
  }

  byte @Nullable [] get(byte[] key) throws RocksDBException {
    return db.get(key);
  }

  /** The number of the latest write; each put, deletion and range deletion counts. */
  long latestSequence() {
    return db.getLatestSequenceNumber();
  }

  /**
   * Keeps what is written in memory and in logs of writes, so that there are several. For tests.
   */
  void pauseFlushes() throws RocksDBException {
    db.pauseBackgroundWork();
  }

  void resumeFlushes() throws RocksDBException {
    db.continueBackgroundWork();
  }

  /** Reads every table file whole, and compares its checksums. */
  void verifyChecksums() throws RocksDBException {
    db.verifyChecksum();
  }

  /** A table file that is in use. */
  record Table(String name, long bytes) {}

  /** The table files that are in use. */
  List<Table> tables() {
    return db.getLiveFilesMetaData().stream()
        .map(file -> new Table(file.fileName().substring(1), file.size()))
        .toList();
  }

  /** Reads a table file whole, and compares its checksums. */
  void verify(Table table) throws RocksDBException {
    try (Options plain = new Options();
        SstFileReader reader = new SstFileReader(plain)) {
      reader.open(directory.resolve(table.name()).toString());
      reader.verifyChecksum();
    }
  }

  /** A number that the engine tells of itself; 0 when it does not. */
  long property(String name) {
    try {
      return db.getLongProperty(name);
    } catch (RocksDBException e) {
      return 0;
    }
  }

  /** Over keys in [first, end), with checksums verified, block by block. Must be closed. */
  Scan scan(byte[] first, byte[] end) {
    return scan(first, end, 0);
  }

  /**
   * The same.
   *
   * @param readAheadBytes of a table file that are read at once; 0 = block by block
   */
  Scan scan(byte[] first, byte[] end, int readAheadBytes) {
    return new Scan(db, first, end, readAheadBytes);
  }

  /** Everything written so far is durable when this returns; then the files are let go. */
  @Override
  public void close() throws RocksDBException {
    files.lock();
    try {
      closed = true;
      if (!readOnly) {
        db.syncWal();
      }
    } finally {
      free();
      files.unlock();
    }
  }

  /**
   * Appends arrive in position order and old positions go away by range deletions. Small memtables
   * keep the log of writes short, and with it the time to open again; LZ4 costs little and terminal
   * output shrinks well. Index blocks live in the cache, so that its bound is the bound.
   */
  private Options options(RocksDbOptions limits, Recovery recovery) throws RocksDBException {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(limits.blockCacheBytes())))
            .setCacheIndexAndFilterBlocks(true)
            .setBlockSize(16 * 1024)
            .setFormatVersion(5);
    return own(new Options(
            own(verified(recovery, isChained(), readOnly)), own(new ColumnFamilyOptions())))
        .setCreateIfMissing(true)
        .setWriteBufferSize(limits.writeBufferBytes())
        .setMaxWriteBufferNumber(2)
        .setMaxTotalWalSize(4 * limits.writeBufferBytes())
        .setTargetFileSizeBase(16 * MIB)
        .setMaxBytesForLevelBase(64 * MIB)
        .setLevelCompactionDynamicLevelBytes(true)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(256)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBytesPerSync(MIB)
        .setParanoidChecks(true)
        .setTableFormatConfig(table)
        .setMaxManifestFileSize(4 * MIB)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setStatsDumpPeriodSec(0);
  }

  /**
   * Each log of writes names the one before it and where that ended, and the manifest names them
   * all: so none can be missing or shorter in the middle. For the prefix, the manifest is not
   * asked: what it misses would refuse the rest. The end of the last one is the {@link Witness}'.
   *
   * <p>Read-only, RocksDB 11.8 breaks down (a null reference) if the manifest names logs of writes
   * and is not to be asked.
   */
  private static DBOptions verified(Recovery recovery, boolean chained, boolean readOnly) {
    boolean whole = recovery == Recovery.WHOLE;
    Properties properties = new Properties();
    properties.setProperty("track_and_verify_wals", Boolean.toString(chained));
    properties.setProperty(
        "track_and_verify_wals_in_manifest", Boolean.toString(whole || readOnly));
    DBOptions options = DBOptions.getDBOptionsFromProps(properties);
    if (options == null) {
      throw new IllegalStateException("RocksDB does not know how to verify its logs of writes");
    }
    return options.setWalRecoveryMode(
        whole ? WALRecoveryMode.TolerateCorruptedTailRecords : WALRecoveryMode.PointInTimeRecovery);
  }

  /** RocksDB refuses a chain without a log of writes; a copy made by a backup may have none. */
  private boolean isChained() throws RocksDBException {
    try {
      return !Files.exists(directory.resolve("CURRENT"))
          || !StoreDirectory.logsOfWrites(directory).isEmpty();
    } catch (IOException e) {
      throw inaccessible(e);
    }
  }

  private static RocksDBException inaccessible(IOException e) {
    return new RocksDBException(
        new Status(Status.Code.IOError, Status.SubCode.None, String.valueOf(e)));
  }

  private <T extends AutoCloseable> T own(T nativeObject) {
    natives.push(nativeObject);
    return nativeObject;
  }

  private void free() {
    while (!natives.isEmpty()) {
      try {
        natives.pop().close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** An iterator with its bounds, which it does not keep alive by itself. */
  static final class Scan implements AutoCloseable {
    private final AbstractSlice<?> lower;
    private final AbstractSlice<?> upper;
    private final ReadOptions options;
    private final RocksIterator iterator;

    Scan(RocksDB db, byte[] first, byte[] end, int readAheadBytes) {
      lower = new Slice(first);
      upper = new Slice(end);
      options =
          new ReadOptions()
              .setVerifyChecksums(true)
              .setReadaheadSize(readAheadBytes)
              .setIterateLowerBound(lower)
              .setIterateUpperBound(upper);
      iterator = db.newIterator(options);
    }

    RocksIterator iterator() {
      return iterator;
    }

    @Override
    public void close() {
      iterator.close();
      options.close();
      upper.close();
      lower.close();
    }
  }
}
