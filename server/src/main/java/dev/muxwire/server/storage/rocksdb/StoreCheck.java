package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.Database.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Reads a store that no server has open, whole, and says of every part whether it is as it should
 * be: the log of writes, each table file's checksums, each log's records and whether they join.
 * Changes nothing. Takes as long as the disk takes to give everything twice.
 */
public final class StoreCheck {
  private final Path directory;
  private final Consumer<Finding> findings;
  private final List<Finding> damage = new ArrayList<>();
  private int tables;
  private int logs;

  private StoreCheck(Path directory, Consumer<Finding> findings) {
    this.directory = directory;
    this.findings = findings;
  }

  /** What a finding is about. */
  public enum Part {
    /** RocksDB's log of writes, all files of it. */
    LOG_OF_WRITES,
    /** One table file. */
    TABLE,
    /** The table of logs: which there are. */
    NAMES,
    /** One log. */
    LOG
  }

  /**
   * One part of the store.
   *
   * @param part what it is
   * @param name of the file or the log
   * @param start of a log: the position of the first unit that can be read; 0 for other parts
   * @param end of a log: the position after the last record
   * @param records of a log: how many were read
   * @param bytes of a log: the payload that was read; of a table: its size
   * @param damaged what is wrong, for an operator; null if nothing is
   */
  public record Finding(
      Part part,
      String name,
      long start,
      long end,
      long records,
      long bytes,
      @Nullable String damaged) {
    public boolean isSound() {
      return damaged == null;
    }
  }

  /**
   * The store as a whole.
   *
   * @param format of the directory
   * @param generation see {@link dev.muxwire.server.log.LogStore#generation()}
   * @param bytes of all its files
   * @param tables how many table files were verified
   * @param logs how many logs were read
   * @param damaged the findings that are not sound
   */
  public record Report(
      Path directory,
      int format,
      long generation,
      long bytes,
      int tables,
      int logs,
      List<Finding> damaged) {
    public boolean isSound() {
      return damaged.isEmpty();
    }
  }

  /**
   * Checks a store.
   *
   * @param directory as in {@link RocksDbOptions}
   * @param findings told of each part when it was read, on this thread: tables first, then logs
   * @throws LogStoreException if there is no store, a server has it open, it has a format of a
   *     newer version, or its files cannot be read
   */
  public static Report check(Path directory, Consumer<Finding> findings) {
    try {
      StoreDirectory.requireStore(directory);
      try (StoreLock lock = StoreLock.takeIfThere(directory)) {
        return check(directory, lock, findings);
      }
    } catch (IOException e) {
      throw StoreDirectory.inaccessible(directory, e);
    }
  }

  /**
   * As above, for who looks at the store before or after, too.
   *
   * @param held the directory's; held until after this returns
   */
  public static Report check(Path directory, StoreLock held, Consumer<Finding> findings) {
    try {
      Path database = StoreDirectory.requireStore(directory);
      return new StoreCheck(directory, findings).check(database);
    } catch (IOException e) {
      throw StoreDirectory.inaccessible(directory, e);
    }
  }

  private Report check(Path path) throws IOException {
    RocksDbOptions options = RocksDbOptions.in(directory);
    try (Database database = open(path, options)) {
      checkWitness(database);
      for (Database.Table table : database.tables()) {
        checkTable(database, table);
      }
      checkLogs(database);
    } catch (RocksDBException e) {
      found(Part.NAMES, path.toString(), Failures.messageOf(e));
    }
    return new Report(
        directory,
        StoreDirectory.FORMAT_VERSION,
        StoreGeneration.read(directory),
        size(),
        tables,
        logs,
        List.copyOf(damage));
  }

  /** If the log of writes is damaged, the rest is checked with what comes before. */
  private Database open(Path path, RocksDbOptions options) throws RocksDBException {
    try {
      Database database = Database.readOnly(path, options, Recovery.WHOLE);
      report(new Finding(Part.LOG_OF_WRITES, "log of writes", 0, 0, 0, 0, null));
      return database;
    } catch (RocksDBException e) {
      if (Failures.kindOf(e) != LogFailure.Kind.DAMAGED) {
        throw e;
      }
      found(Part.LOG_OF_WRITES, "log of writes", Failures.messageOf(e));
      return Database.readOnly(path, options, Recovery.PREFIX);
    }
  }

  private void checkWitness(Database database) throws IOException {
    OptionalLong witnessed = Witness.read(directory);
    long sequence = database.latestSequence();
    if (damage.isEmpty() && sequence < witnessed.orElse(0)) {
      found(
          Part.LOG_OF_WRITES,
          "log of writes",
          "ends at write " + sequence + ", and write " + witnessed.getAsLong() + " was durable");
    }
  }

  private void checkTable(Database database, Database.Table table) {
    tables++;
    String problem = null;
    try {
      database.verify(table);
    } catch (RocksDBException e) {
      problem = Failures.messageOf(e);
    }
    report(new Finding(Part.TABLE, table.name(), 0, 0, 0, table.bytes(), problem));
  }

  private void checkLogs(Database database) throws RocksDBException {
    NameTable names = new NameTable(database);
    for (String name : names.startingWith("")) {
      Long number = names.numberOf(name);
      if (number != null) {
        logs++;
        report(LogCheck.read(database, name, number));
      }
    }
  }

  private void found(Part part, String name, String problem) {
    report(new Finding(part, name, 0, 0, 0, 0, problem));
  }

  private void report(Finding finding) {
    if (!finding.isSound()) {
      damage.add(finding);
    }
    findings.accept(finding);
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    }
  }
}
