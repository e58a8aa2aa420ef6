package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.Database.Recovery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/**
 * Opens a store's database so that nothing goes missing unnoticed.
 *
 * <pre>
 *   recover all of it --done--------> as far as the witness? --yes--------------> open
 *        | damaged                            | no                                 ^
 *        |                                    `-- change the generation, tell -----|
 *        `-- keep the log of writes aside, change the generation,                  |
 *              recover a prefix --done, tell---------------------------------------'
 *                               --damaged all the same--> generation as it was, refuse
 * </pre>
 *
 * <p>The generation changes before anything is given up: a crash in between changes it twice, which
 * costs another epoch and nothing else. An opening that fails and gave nothing up puts it back, or
 * each further attempt would cost one: nobody has seen the new one.
 */
final class StoreOpening {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final RocksDbOptions options;
  private final Path directory;
  private final Consumer<StoreLoss> losses;
  private long generation;

  /** What was durable when the store was last written to; 0 if nobody says. */
  private long witnessed;

  private StoreOpening(RocksDbOptions options, Consumer<StoreLoss> losses) {
    this.options = options;
    this.directory = options.directory();
    this.losses = losses;
  }

  /** What an open store holds. */
  record Opened(StoreLock lock, Witness witness, Database database, long generation) {
    /** Syncs what is written, and lets go of the directory. */
    void close() throws RocksDBException {
      try (lock;
          witness) {
        long last = database.latestSequence();
        database.close();
        witness.durable(last);
      }
    }
  }

  /**
   * @param losses told of what was lost, once the generation has changed
   * @throws LogStoreException if another store has the directory, or it cannot be opened
   */
  static Opened open(RocksDbOptions options, Consumer<StoreLoss> losses) {
    Path directory = options.directory();
    Path databasePath = StoreDirectory.prepare(directory);
    StoreLock lock = takeLock(directory);
    try {
      return new StoreOpening(options, losses).open(lock, databasePath);
    } catch (IOException e) {
      lock.close();
      throw StoreDirectory.inaccessible(directory, e);
    } catch (RocksDBException e) {
      lock.close();
      throw Failures.opening(directory, e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static StoreLock takeLock(Path directory) {
    try {
      return StoreLock.take(directory);
    } catch (IOException e) {
      throw StoreDirectory.inaccessible(directory, e);
    }
  }

  private Opened open(StoreLock lock, Path databasePath) throws IOException, RocksDBException {
    generation = StoreGeneration.readOrChange(directory);
    witnessed = Witness.read(directory).orElse(0);
    StoreDirectory.requireDatabase(directory, databasePath, witnessed > 0);
    Database database = recover(databasePath);
    try {
      Witness witness = Witness.open(directory);
      witness.durable(Math.max(database.latestSequence(), 0));
      return new Opened(lock, witness, database, generation);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private Database recover(Path databasePath) throws IOException, RocksDBException {
    Database database;
    try {
      database = new Database(databasePath, options, Recovery.WHOLE);
    } catch (RocksDBException e) {
      if (Failures.kindOf(e) != LogFailure.Kind.DAMAGED) {
        throw e;
      }
      return recoverPrefix(databasePath, e);
    }
    try {
      compareWithWitness(database.latestSequence());
      return database;
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void compareWithWitness(long sequence) throws IOException {
    if (sequence < witnessed) {
      generation = StoreGeneration.change(directory);
      losses.accept(StoreLoss.truncated(directory, sequence, witnessed));
    }
  }

  private Database recoverPrefix(Path databasePath, RocksDBException damage)
      throws IOException, RocksDBException {
    Path aside = keepAside(databasePath);
    long before = generation;
    generation = StoreGeneration.change(directory);
    List<EndlessRecord> endless = EndlessRecord.ofLogs(databasePath);
    Database database;
    try {
      for (EndlessRecord each : endless) {
        each.disarm();
      }
      database = new Database(databasePath, options, Recovery.PREFIX);
    } catch (RocksDBException e) {
      for (EndlessRecord each : endless) {
        each.restore();
      }
      if (removeNeedless(aside, databasePath)) {
        StoreGeneration.write(directory, before);
      }
      e.addSuppressed(damage);
      throw e; // it is not the log of writes, or not it alone, that is damaged
    }
    losses.accept(StoreLoss.damaged(directory, Failures.messageOf(damage), aside));
    return database;
  }

  /** Recovery gives the log of writes up; what it could not read may still be of use. */
  private Path keepAside(Path databasePath) throws IOException {
    Path aside = directory.resolve("damaged-" + UTC.format(Instant.now()));
    Files.createDirectory(aside);
    try {
      for (Path file : StoreDirectory.logsOfWrites(databasePath)) {
        Path kept = aside.resolve(file.getFileName());
        try (InputStream content = Files.newInputStream(file)) {
          Files.copy(content, kept);
        }
        DurableFiles.sync(kept);
      }
      DurableFiles.sync(aside);
      DurableFiles.sync(directory);
      return aside;
    } catch (IOException e) {
      removeNeedless(aside, databasePath);
      throw e;
    }
  }

  /**
   * An opening that fails gives nothing up, and the next attempt makes its own copies.
   *
   * @return whether all of it is still there
   */
  private static boolean removeNeedless(Path aside, Path databasePath) throws IOException {
    try (Stream<Path> files = Files.list(aside)) {
      for (Path file : files.toList()) {
        if (Files.exists(databasePath.resolve(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> left = Files.list(aside)) {
      if (left.findAny().isPresent()) {
        return false;
      }
    }
    Files.delete(aside);
    return true;
  }
}
