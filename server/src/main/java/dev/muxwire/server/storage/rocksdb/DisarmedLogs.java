package dev.muxwire.server.storage.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of a log of writes, in the temporary directory, for who may not change the log itself and
 * wants to read what comes before an {@link EndlessRecord}. It is deleted when this is closed.
 */
final class DisarmedLogs implements AutoCloseable {
  private final Path directory;

  DisarmedLogs(Path database, List<EndlessRecord> endless) throws IOException {
    directory = Files.createTempDirectory("muxwire-log-of-writes-");
    try {
      for (Path log : StoreDirectory.logsOfWrites(database)) {
        Files.copy(log, directory.resolve(log.getFileName()));
      }
      for (EndlessRecord each : endless) {
        each.disarmIn(directory.resolve(each.file().getFileName()));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
