package dev.muxwire.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The small files of a data directory that belong to a backup: those that say who may come in, and
 * the store's format. What else the store has beside its database is of its running, or of the one
 * history that it is; a restored one gets its own.
 */
final class DataFiles {
  static final String STORE = "store";
  private static final List<String> NAMES =
      List.of("token", "tokens", "identity.key", STORE + "/FORMAT");

  private DataFiles() {}

  /**
   * Copies them, with the folders they lie in.
   *
   * @return SHA-256 in hex, by path in the data directory
   */
  static Map<String, String> copy(Path dataDirectory, Path into) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    PrivateFiles.makeDirectory(into.resolve(STORE));
    for (String path : list(dataDirectory)) {
      hashes.put(path, PrivateFiles.copy(dataDirectory.resolve(path), into.resolve(path)));
    }
    PrivateFiles.syncNames(into.resolve(STORE));
    return hashes;
  }

  private static List<String> list(Path dataDirectory) {
    return NAMES.stream().filter(name -> Files.isRegularFile(dataDirectory.resolve(name))).toList();
  }

  /**
   * Puts them back into a new data directory.
   *
   * @throws BackupException DAMAGED, names the file that is not as it was copied
   */
  static void restore(Path folder, Map<String, String> hashes, Path dataDirectory)
      throws IOException {
    PrivateFiles.makeDirectory(dataDirectory.resolve(STORE));
    for (var entry : hashes.entrySet()) {
      Path from = folder.resolve(entry.getKey()).normalize();
      if (!from.startsWith(folder) || !Files.isRegularFile(from)) {
        throw new BackupException(BackupException.Reason.DAMAGED, from + " is not there");
      }
      String hash = PrivateFiles.copy(from, dataDirectory.resolve(entry.getKey()));
      if (!hash.equals(entry.getValue())) {
        throw new BackupException(
            BackupException.Reason.DAMAGED, from + " is not as it was written");
      }
    }
  }
}
