package dev.muxwire.server.backup;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.StoreGeneration;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
    requireUnused();
    Path restored = freeName("restoring");
    try {
      PrivateFiles.makeDirectory(restored);
      backups.extract(id, restored);
      StoreGeneration.change(restored.resolve(DataFiles.STORE));
      PrivateFiles.syncNames(restored);
      return new Result(target, occupied ? replaceBy(restored) : moveInto(restored));
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
  private void requireUnused() throws IOException {
    Path lock = target.resolve(DataFiles.STORE).resolve("LOCK");
    if (!Files.exists(lock)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: held, like by any other.
    }
    throw new BackupException(
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
    Files.deleteIfExists(target); // empty
    Files.move(restored, target, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.syncNames(parent());
    return null;
  }

  private Path replaceBy(Path restored) throws IOException {
    Path aside = freeName("before-restore");
    Path backupsBefore = backups.path().toRealPath();
    Files.move(target, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(restored, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    takeBackupsAlong(backupsBefore, aside);
    PrivateFiles.syncNames(parent());
    return aside;
  }

  /** They lie where they lay, and the next backup shares files with them. */
  private void takeBackupsAlong(Path backupsBefore, Path aside) throws IOException {
    if (backupsBefore.startsWith(target)) {
      Path within = target.relativize(backupsBefore);
      Path parent = target.resolve(within).getParent();
      if (parent != null) {
        PrivateFiles.makeDirectory(parent);
      }
      Files.move(aside.resolve(within), target.resolve(within), StandardCopyOption.ATOMIC_MOVE);
      PrivateFiles.syncNames(target);
    }
  }

  private Path parent() {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }
}
