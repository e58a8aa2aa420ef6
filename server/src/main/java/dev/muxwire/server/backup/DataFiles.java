package dev.muxwire.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The small files of a data directory that belong to a backup: those that say who may come in, and
 * those that the store has beside its database. Locks, logs and what a running process says of
 * itself do not.
 */
final class DataFiles {
  static final String STORE = "store";
  private static final List<String> SECRETS = List.of("token", "tokens", "identity.key");

  private DataFiles() {}

  /**
   * Copies them, with the folders they lie in.
   *
   * @return SHA-256 in hex, by path in the data directory
   */
  static Map<String, String> copy(Path dataDirectory, Path into) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    DurableFiles.makeDirectory(into.resolve(STORE));
    for (String path : list(dataDirectory)) {
      hashes.put(path, DurableFiles.copy(dataDirectory.resolve(path), into.resolve(path)));
    }
    DurableFiles.syncNames(into.resolve(STORE));
    return hashes;
  }

  private static List<String> list(Path dataDirectory) throws IOException {
    List<String> all = new ArrayList<>();
    for (String name : SECRETS) {
      if (Files.isRegularFile(dataDirectory.resolve(name))) {
        all.add(name);
      }
    }
    try (Stream<Path> files = Files.list(dataDirectory.resolve(STORE))) {
      files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".new"))
          .forEach(name -> all.add(STORE + "/" + name));
    }
    return all;
  }

  /**
   * Puts them back into a new data directory.
   *
   * @throws BackupException DAMAGED, names the file that is not as it was copied
   */
  static void restore(Path folder, Map<String, String> hashes, Path dataDirectory)
      throws IOException {
    DurableFiles.makeDirectory(dataDirectory.resolve(STORE));
    for (var entry : hashes.entrySet()) {
      Path from = folder.resolve(entry.getKey()).normalize();
      if (!from.startsWith(folder) || !Files.isRegularFile(from)) {
        throw new BackupException(BackupException.Reason.DAMAGED, from + " is not there");
      }
      String hash = DurableFiles.copy(from, dataDirectory.resolve(entry.getKey()));
      if (!hash.equals(entry.getValue())) {
        throw new BackupException(
            BackupException.Reason.DAMAGED, from + " is not as it was written");
      }
    }
  }
}
