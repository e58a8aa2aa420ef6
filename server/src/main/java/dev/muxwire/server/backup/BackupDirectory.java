package dev.muxwire.server.backup;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.StoreBackups;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of backups, mode 0700, for one server.
 *
 * <pre>
 *   FORMAT      "muxwire-backup 1"
 *   LOCK        held while a backup is made, deleted or restored
 *   files/ID/   the small files of backup ID, 0600, and its MANIFEST
 *   store/      the logs of all backups, see StoreBackups
 * </pre>
 *
 * <p>A backup is there exactly if its folder in {@code files} is: it gets its name last, by a
 * rename, and loses it first. What a crash leaves besides is cleared by the next who changes the
 * directory.
 */
public final class BackupDirectory {
  private static final String FORMAT_FILE = "FORMAT";
  private static final String FORMAT = "muxwire-backup 1\n";
  private static final String UNFINISHED = "unfinished";

  private final Path path;
  private final Path files;
  private final Path store;

  /** Nothing is touched yet. */
  public BackupDirectory(Path path) {
    this.path = path.toAbsolutePath().normalize();
    this.files = this.path.resolve("files");
    this.store = this.path.resolve("store");
  }

  public Path path() {
    return path;
  }

  /**
   * The backups, oldest first; none if the directory is not there. Reads no lock and waits for
   * nobody.
   */
  public List<Backup> list() throws IOException {
    if (!Files.isDirectory(files)) {
      return List.of();
    }
    requireFormat();
    try (Stream<Path> folders = Files.list(files)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("[1-9][0-9]{0,8}"))
          .map(Integer::parseInt)
          .sorted()
          .map(this::describe)
          .toList();
    }
  }

  private Backup describe(int id) {
    try {
      BackupManifest manifest = BackupManifest.read(folder(id));
      Path list = StoreBackups.listOf(store, id);
      return new Backup(
          id,
          manifest.createdAtMs(),
          manifest.bytes(),
          manifest.server(),
          Files.exists(list) ? null : list + " is not there");
    } catch (IOException e) {
      return new Backup(id, 0, 0, "", e.getMessage());
    }
  }

  private Path folder(int id) {
    return files.resolve(Integer.toString(id));
  }

  private void requireFormat() throws IOException {
    Path format = path.resolve(FORMAT_FILE);
    if (!Files.exists(format) || !Files.readString(format).equals(FORMAT)) {
      throw new BackupException(
          BackupException.Reason.UNSUPPORTED_FORMAT,
          format + " is not what this version writes: no backup directory, or a newer version's");
    }
  }

  /**
   * A backup by its number, or the newest.
   *
   * @throws BackupException NOT_FOUND
   */
  public Backup find(String idOrLatest) throws IOException {
    List<Backup> all = list();
    Optional<Backup> found =
        idOrLatest.equals("latest")
            ? all.stream().max(Comparator.comparingInt(Backup::id))
            : all.stream()
                .filter(backup -> Integer.toString(backup.id()).equals(idOrLatest))
                .findFirst();
    return found.orElseThrow(
        () ->
            new BackupException(
                BackupException.Reason.NOT_FOUND,
                all.isEmpty()
                    ? "there is no backup in " + path
                    : "there is no backup " + idOrLatest + " in " + path));
  }

  /**
   * Makes a backup of an open store and the files beside it. Takes as long as it takes to copy what
   * is new since the last.
   *
   * @param dataDirectory the store's, too
   * @param nowMs milliseconds since the Unix epoch
   * @param server the program that makes it, one word
   * @throws IOException nothing of it is left; the message names the path
   * @throws LogStoreException likewise
   */
  public Backup create(Path dataDirectory, RocksDbLogStore logs, long nowMs, String server)
      throws IOException {
    boolean isNew = !Files.exists(path);
    PrivateFiles.makeDirectory(path);
    try (DirectoryLock lock = DirectoryLock.take(path)) {
      try {
        prepare();
        try (StoreBackups engine = new StoreBackups(store)) {
          clearLeftovers(engine);
          return create(engine, dataDirectory, logs, nowMs, server);
        }
      } catch (IOException | LogStoreException e) {
        if (isNew) {
          PrivateFiles.deleteTree(path);
        }
        throw e;
      }
    }
  }

  private void prepare() throws IOException {
    if (!Files.exists(path.resolve(FORMAT_FILE))) {
      PrivateFiles.replace(path, FORMAT_FILE, FORMAT.getBytes(StandardCharsets.US_ASCII));
    }
    requireFormat();
    PrivateFiles.makeDirectory(files);
    PrivateFiles.makeDirectory(store);
    PrivateFiles.syncNames(path);
  }

  private Backup create(
      StoreBackups engine, Path dataDirectory, RocksDbLogStore logs, long nowMs, String server)
      throws IOException {
    Path unfinished = files.resolve(UNFINISHED);
    try {
      Map<String, String> hashes = DataFiles.copy(dataDirectory, unfinished);
      StoreBackups.Info logsCopied = engine.create(logs);
      int id = logsCopied.id();
      String list = PrivateFiles.hash(StoreBackups.listOf(store, id));
      BackupManifest manifest = new BackupManifest(nowMs, logsCopied.bytes(), server, list, hashes);
      PrivateFiles.write(unfinished.resolve(BackupManifest.FILE_NAME), manifest.encode());
      PrivateFiles.syncNames(unfinished);
      Files.move(unfinished, folder(id), StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.syncNames(files);
      return new Backup(id, nowMs, logsCopied.bytes(), server, null);
    } catch (IOException | LogStoreException e) {
      clearLeftovers(engine);
      throw e;
    }
  }

  /** What was cut short, while being made or deleted. */
  private void clearLeftovers(StoreBackups engine) throws IOException {
    for (int id : engine.ids()) {
      if (!Files.exists(folder(id))) {
        engine.delete(id);
      }
    }
    List<Path> others;
    try (Stream<Path> folders = Files.list(files)) {
      others =
          folders.filter(folder -> !folder.getFileName().toString().matches("[0-9]+")).toList();
    }
    for (Path folder : others) {
      PrivateFiles.deleteTree(folder);
    }
  }

  /**
   * Deletes backups; ids that are not there are passed over.
   *
   * @throws BackupException BUSY
   */
  public void delete(Collection<Integer> ids) throws IOException {
    if (!Files.isDirectory(files)) {
      return;
    }
    requireFormat();
    try (DirectoryLock lock = DirectoryLock.take(path);
        StoreBackups engine = new StoreBackups(store)) {
      for (int id : ids) {
        if (Files.exists(folder(id))) {
          Files.move(folder(id), files.resolve("deleted-" + id), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      PrivateFiles.syncNames(files);
      clearLeftovers(engine);
    }
  }

  /**
   * Writes a backup into a directory that is empty or not there, verifying every file.
   *
   * @throws BackupException DAMAGED, BUSY; names the file
   * @throws LogStoreException DAMAGED; names the file
   */
  void extract(int id, Path dataDirectory) throws IOException {
    requireFormat();
    try (DirectoryLock lock = DirectoryLock.take(path);
        StoreBackups engine = new StoreBackups(store)) {
      BackupManifest manifest = BackupManifest.read(folder(id));
      Path list = StoreBackups.listOf(store, id);
      if (!Files.exists(list) || !PrivateFiles.hash(list).equals(manifest.logs())) {
        throw new BackupException(
            BackupException.Reason.DAMAGED, list + " is not there, or not as it was written");
      }
      DataFiles.restore(folder(id), manifest.files(), dataDirectory);
      engine.restore(id, dataDirectory.resolve(DataFiles.STORE));
    }
  }
}
