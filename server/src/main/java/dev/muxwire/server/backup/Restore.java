package dev.muxwire.server.backup;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.StoreGeneration;
import dev.muxwire.server.storage.rocksdb.StoreLock;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data directory of a backup, whole or not at all.
 *
 * <pre>
 *   backup --every file verified--> DIR.restoring-TIME --new generation-->  renamed to DIR
 *                 what was DIR --renamed to--> DIR.before-restore-TIME
 * </pre>
 *
 * <p>Whatever was in DIR is locked from before the first file is copied until the new one is in its
 * place: a server that starts meanwhile is refused, and acknowledges nothing that would be lost.
 * Two renames are not one: killed between them, a restore leaves no DIR, but both others whole.
 * Backups that lay in DIR have names in both by then.
 *
 * <p>The new generation makes every log's owner begin a new epoch: clients that saw more than the
 * backup has are reset, and cannot overwrite it with what they knew.
 */
public final class Restore {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final BackupDirectory backups;
  private final Path target;
  private final String time;

  private Restore(BackupDirectory backups, Path target, Instant now) {
    this.backups = backups;
    this.target = target;
    this.time = TIME.format(now);
  }

  /**
   * What a restore did.
   *
   * @param dataDirectory what is ready to be served
   * @param movedAside what was there before; null if that was nothing
   */
  public record Result(Path dataDirectory, @Nullable Path movedAside) {}

  /**
   * Restores a backup. A backup directory that lies in the old data directory is in the new one
   * afterwards.
   *
   * @param dataDirectory no server may use it
   * @param replace whether what is there may be moved aside; it is never deleted
   * @throws BackupException OCCUPIED, DAMAGED, BUSY; nothing was changed then
   * @throws LogStoreException likewise
   * @throws IOException nothing was changed then, unless the message says where what was there is
   */
  public static Result run(
      BackupDirectory backups, Backup backup, Path dataDirectory, boolean replace, Instant now)
      throws IOException {
    Path absolute = dataDirectory.toAbsolutePath().normalize();
    Path target = Files.exists(absolute) ? absolute.toRealPath() : absolute;
    return new Restore(backups, target, now).run(backup.id(), replace);
  }

  private Result run(int id, boolean replace) throws IOException {
    boolean occupied = Files.exists(target) && !isEmpty(target);
    if (occupied && !replace) {
      throw new BackupException(
          BackupException.Reason.OCCUPIED,
          target + " is not empty. Name another directory, or let it be moved aside (--replace)");
    }
    if (!occupied) {
      return new Result(target, build(id, this::moveInto));
    }
    boolean hadStore = Files.isDirectory(target.resolve(DataFiles.STORE));
    try (StoreLock held = lockStore(hadStore)) {
      return new Result(target, build(id, restored -> replaceBy(restored, hadStore)));
    }
  }

  /** What becomes of a restored directory; tells what was moved aside. */
  private interface Placing {
    @Nullable Path place(Path restored) throws IOException;
  }

  private @Nullable Path build(int id, Placing placing) throws IOException {
    Path restored = freeName("restoring");
    try {
      PrivateFiles.makeDirectory(restored);
      backups.extract(id, restored);
      StoreGeneration.change(restored.resolve(DataFiles.STORE));
      PrivateFiles.syncNames(restored);
      return placing.place(restored);
    } finally {
      PrivateFiles.deleteTree(restored); // not there any more if all went well
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    }
  }

  /** A server that the command line knows nothing of holds the store all the same. */
  private StoreLock lockStore(boolean hadStore) throws IOException {
    Path store = target.resolve(DataFiles.STORE);
    try {
      return hadStore ? StoreLock.take(store) : StoreLock.takeIfThere(store);
    } catch (LogStoreException e) {
      throw inUse();
    }
  }

  private BackupException inUse() {
    return new BackupException(
        BackupException.Reason.OCCUPIED, "a server uses " + target + ": stop it first");
  }

  private Path freeName(String what) {
    String name = target.getFileName() + "." + what + "-" + time;
    Path free = target.resolveSibling(name);
    for (int number = 2; Files.exists(free); number++) {
      free = target.resolveSibling(name + "-" + number);
    }
    return free;
  }

  private @Nullable Path moveInto(Path restored) throws IOException {
    try {
      Files.deleteIfExists(target); // empty
      Files.move(restored, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException e) {
      throw inUse(); // somebody began to use it meanwhile
    }
    PrivateFiles.syncNames(parent());
    return null;
  }

  private Path replaceBy(Path restored, boolean hadStore) throws IOException {
    if (!hadStore && Files.exists(target.resolve(DataFiles.STORE))) {
      throw inUse(); // there was nothing to lock
    }
    Path aside = freeName("before-restore");
    Path backupsBefore = backups.path().toRealPath();
    if (!backupsBefore.startsWith(target)) {
      swap(restored, aside);
      return aside;
    }
    Path within = target.relativize(backupsBefore);
    try (DirectoryLock lock = DirectoryLock.take(backupsBefore)) {
      BackupLinks.link(backupsBefore, restored.resolve(within));
      swap(restored, aside);
      BackupLinks.forget(aside.resolve(within));
    }
    return aside;
  }

  private void swap(Path restored, Path aside) throws IOException {
    Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(restored, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      moveBack(aside, e);
      throw e;
    }
    PrivateFiles.syncNames(parent());
  }

  private void moveBack(Path aside, IOException failure) throws IOException {
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      e.addSuppressed(failure);
      throw new IOException("what was " + target + " is " + aside + " now: " + failure, e);
    }
  }

  private Path parent() {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }
}
