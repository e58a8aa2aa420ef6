package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Copies of a store's database, in RocksDB's own format: table files are shared between backups and
 * carry checksums. One user at a time, which is the caller's care; must be closed.
 *
 * <pre>
 *   shared_checksum/   tables, each once
 *   private/ID/        what belongs to one backup: manifest, logs of writes
 *   meta/ID            the files of a backup and their checksums, written last
 * </pre>
 */
public final class StoreBackups implements AutoCloseable {
  /** Bytes a second; more would be felt by who waits for the same disk. */
  private static final long RATE_BYTES = 32L * 1024 * 1024;

  /** Left free for the logs, which may lie on the same disk. */
  private static final long RESERVE_BYTES = 64L * 1024 * 1024;

  private static final String SHARED_TABLES = "shared_checksum";

  private final Path directory;
  private final BackupEngineOptions options;
  private final BackupEngine engine;

  /** A backup of the database. */
  public record Info(int id, long bytes) {}

  /**
   * Opens the directory, making it if it is not there.
   *
   * @throws LogStoreException it cannot be read or written
   */
  public StoreBackups(Path directory) {
    Database.loadLibrary();
    this.directory = directory;
    this.options =
        new BackupEngineOptions(directory.toString())
            .setSync(true)
            .setShareFilesWithChecksum(true)
            .setBackupRateLimit(RATE_BYTES);
    try {
      this.engine = BackupEngine.open(Env.getDefault(), options);
    } catch (RocksDBException e) {
      options.close();
      throw Failures.using(directory + " cannot be opened", e);
    }
  }

  /**
   * Makes a backup of an open store, with everything that is durable now; writes and reads go on.
   * Waits for an erasure under way; later ones wait for it.
   *
   * @throws LogStoreException nothing of it is left
   */
  public Info create(RocksDbLogStore store) {
    try {
      return store.database().withFiles(this::create);
    } catch (RocksDBException e) {
      throw Failures.using("the backup cannot be written to " + directory, e);
    } catch (IOException e) {
      throw new LogStoreException(
          Reason.INACCESSIBLE, "the backup cannot be written to " + directory + ": " + e, e);
    }
  }

  private Info create(RocksDB db) throws RocksDBException, IOException {
    engine.garbageCollect(); // of one that was cut short
    requireSpace(db);
    try {
      // Flushed, so that what follows goes into tables, which the next backup shares.
      engine.createNewBackup(db, true);
    } catch (RocksDBException e) {
      collectGarbage();
      throw e;
    }
    BackupInfo latest = engine.getBackupInfo().get(engine.getBackupInfo().size() - 1);
    return new Info(latest.backupId(), latest.size());
  }

  /** A full disk would stop the server too, if its logs lie on it. */
  private void requireSpace(RocksDB db) throws IOException {
    long needed = neededBytes(db) + RESERVE_BYTES;
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < needed) {
      throw new LogStoreException(
          Reason.FULL,
          "the backup needs up to %d MiB free in %s, which has %d MiB. Free some disk space."
              .formatted(mebibytes(needed), directory, mebibytes(free)));
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  private long neededBytes(RocksDB db) throws IOException {
    Set<String> shared = names(directory.resolve(SHARED_TABLES));
    long tables =
        db.getLiveFilesMetaData().stream()
            .filter(table -> shared.stream().noneMatch(name -> isCopy(name, table)))
            .mapToLong(LiveFileMetaData::size)
            .sum();
    Path database = Path.of(db.getName());
    long logs = 0;
    for (String name : names(database)) {
      logs += name.endsWith(".log") ? Files.size(database.resolve(name)) : 0;
    }
    return tables + logs;
  }

  /** Copies are named "000017_sSESSION_SIZE.sst". */
  private static boolean isCopy(String name, LiveFileMetaData table) {
    String number = table.fileName().substring(1, table.fileName().indexOf('.'));
    return name.startsWith(number + "_") && name.endsWith("_" + table.size() + ".sst");
  }

  private static Set<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** The file that names all others of a backup, with their checksums, and has none itself. */
  public static Path listOf(Path directory, int id) {
    return BackupFiles.metaFile(directory, id);
  }

  /** The ids of all backups, oldest first. */
  public List<Integer> ids() {
    return engine.getBackupInfo().stream().map(BackupInfo::backupId).toList();
  }

  /** Deletes one, with the files that no other has. */
  public void delete(int id) {
    try {
      engine.deleteBackup(id);
    } catch (RocksDBException e) {
      throw Failures.using("backup " + id + " in " + directory + " cannot be deleted", e);
    }
  }

  private void collectGarbage() {
    try {
      engine.garbageCollect();
    } catch (RocksDBException e) {
      // The next backup does it; the one that failed is what there is to tell.
    }
  }

  /**
   * Writes the database of a backup into a directory, verifying each file.
   *
   * @param storeDirectory of the store that is to be; its database must not be there yet
   * @throws LogStoreException DAMAGED if a file is not as it was written; names it
   */
  public void restore(int id, Path storeDirectory) {
    String database = StoreDirectory.databaseIn(storeDirectory).toString();
    try (RestoreOptions restore = new RestoreOptions(false)) {
      engine.restoreDbFromBackup(id, database, database, restore);
    } catch (RocksDBException e) {
      String damage = BackupFiles.firstDamage(directory, id);
      if (damage != null) {
        throw new LogStoreException(Reason.DAMAGED, "backup " + id + ": " + damage, e);
      }
      throw Failures.using("backup " + id + " in " + directory + " cannot be restored", e);
    }
  }

  @Override
  public void close() {
    engine.close();
    options.close();
  }
}
