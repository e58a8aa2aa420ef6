package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the file that makes a backup of RocksDB's useless; the engine itself only tells that
 * there is one. The text file {@code meta/ID} has a line for each:
 *
 * <pre>
 *   shared_checksum/000009_sCTYQ9KD1SKTUUR9NKNG9_201452.sst crc32 3498582784
 *   private/1/CURRENT crc32 2659179228
 * </pre>
 */
final class BackupFiles {
  private static final String CHECKSUM = "crc32"; // it is CRC-32C

  private BackupFiles() {}

  static Path metaFile(Path directory, int id) {
    return directory.resolve("meta").resolve(Integer.toString(id));
  }

  /** What is wrong with the first file that is not as it was written; null if none is. */
  static @Nullable String firstDamage(Path directory, int id) {
    Path meta = metaFile(directory, id);
    Path current = meta;
    try {
      List<String> lines = Files.readAllLines(meta);
      for (String line : lines) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[1].equals(CHECKSUM)) {
          current = directory.resolve(words[0]);
          if (checksum(current) != Long.parseLong(words[2])) {
            return current + " is not as it was written";
          }
        }
      }
      return null;
    } catch (IOException | NumberFormatException e) {
      return current + " cannot be read: " + e;
    }
  }

  private static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), checksum)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return checksum.getValue();
  }
}
