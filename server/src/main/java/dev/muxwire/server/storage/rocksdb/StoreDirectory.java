package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store: small files of ours, and RocksDB's own folder beside them.
 *
 * <pre>
 *   FORMAT       "muxwire-log 1\n", durable before the database is made
 *   GENERATION   see StoreGeneration
 *   WITNESS      see Witness
 *   LOCK         see StoreLock
 *   db/          RocksDB
 *   damaged-…/   logs of writes that could not be read to their end, as they were found
 * </pre>
 */
final class StoreDirectory {
  static final int FORMAT_VERSION = 1;
  private static final String FORMAT_FILE = "FORMAT";
  private static final String FORMAT_WORD = "muxwire-log";
  private static final int MAX_FORMAT_BYTES = 64;

  private StoreDirectory() {}

  /** Makes or checks the directory and returns the folder for the database. */
  static Path prepare(Path directory) {
    try {
      makePrivate(directory);
      Path format = directory.resolve(FORMAT_FILE);
      Path database = databaseIn(directory);
      if (Files.exists(format)) {
        checkFormat(directory, Files.readAllBytes(format));
      } else if (Files.exists(database)) {
        throw unsupported(directory, "has a db folder but no " + FORMAT_FILE + " file");
      } else {
        // A crash in between leaves a directory that is still new.
        DurableFiles.replace(directory, FORMAT_FILE, FORMAT_WORD + " " + FORMAT_VERSION + "\n");
      }
      makePrivate(database);
      if (!Files.isWritable(directory) || !Files.isWritable(database)) {
        throw inaccessible(directory, null);
      }
      return database;
    } catch (IOException e) {
      throw inaccessible(directory, e);
    }
  }

  /** Checks a directory that is there and returns the folder of the database; changes nothing. */
  static Path requireStore(Path directory) throws IOException {
    Path format = directory.resolve(FORMAT_FILE);
    Path database = databaseIn(directory);
    if (!Files.exists(format)) {
      throw unsupported(directory, "has no " + FORMAT_FILE + " file: it is not a store");
    }
    checkFormat(directory, Files.readAllBytes(format));
    requireDatabase(directory, database, true);
    return database;
  }

  /** Where the database of a store lies. */
  static Path databaseIn(Path directory) {
    return directory.resolve("db");
  }

  /**
   * RocksDB would take a folder without its {@code CURRENT} for a new one, and erase what is there.
   *
   * @param written whether the witness says that there was something
   */
  static void requireDatabase(Path directory, Path database, boolean written) throws IOException {
    if (Files.exists(database.resolve("CURRENT"))) {
      return;
    }
    if (written || hasFiles(database)) {
      throw new LogStoreException(
          Reason.DAMAGED,
          "log directory "
              + directory
              + " was written to, but "
              + database.resolve("CURRENT")
              + " is missing: the database, or a part of it, is gone. Put it back or restore a"
              + " backup; to begin with nothing, move the directory away.");
    }
  }

  private static boolean hasFiles(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files.map(Path::toString).anyMatch(name -> name.endsWith(".sst") || isLog(name));
    }
  }

  /** RocksDB's logs of writes, oldest first. */
  static List<Path> logsOfWrites(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database)) {
      return files.filter(file -> isLog(file.toString())).sorted().toList();
    }
  }

  private static boolean isLog(String name) {
    return name.endsWith(".log");
  }

  private static void makePrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void checkFormat(Path directory, byte[] content) {
    String[] words =
        content.length > MAX_FORMAT_BYTES
            ? new String[0]
            : new String(content, StandardCharsets.US_ASCII).strip().split(" ", -1);
    if (words.length != 2 || !words[0].equals(FORMAT_WORD) || !words[1].matches("[0-9]{1,9}")) {
      throw unsupported(directory, "has a " + FORMAT_FILE + " file that is not Muxwire's");
    }
    int version = Integer.parseInt(words[1]);
    if (version > FORMAT_VERSION) {
      throw unsupported(
          directory, "has format " + version + ", this version knows up to " + FORMAT_VERSION);
    }
  }

  private static LogStoreException unsupported(Path directory, String what) {
    return new LogStoreException(
        Reason.UNSUPPORTED_FORMAT,
        "log directory "
            + directory
            + " "
            + what
            + ". Use the version that wrote it, or another"
            + " directory.");
  }

  static LogStoreException inaccessible(Path directory, @Nullable IOException cause) {
    if (cause != null && Failures.isFull(cause.toString())) {
      return new LogStoreException(
          Reason.FULL,
          "log directory " + directory + " has no room (" + cause + "). Free some disk space.",
          cause);
    }
    return new LogStoreException(
        Reason.INACCESSIBLE,
        "log directory "
            + directory
            + " cannot be made, read or written by this user"
            + (cause == null ? "" : " (" + cause + ")")
            + ". Check its owner and mode, or choose another directory.",
        cause);
  }
}
