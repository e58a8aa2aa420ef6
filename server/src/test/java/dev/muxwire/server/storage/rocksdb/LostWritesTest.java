package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real files, cut, turned over and taken away, as a killed server leaves them: everything
 * acknowledged is there, or the generation has changed and a prefix is served.
 */
class LostWritesTest {
  private static final int RECORDS = 40;
  private static final int COPIES = 30;
  private static final int WRITE_BUFFER_BYTES = 64 * 1024;

  @TempDir Path parent;
  private Path killed;
  private final List<LogRecord> written = new ArrayList<>();
  private int copies;

  /** The files of a store that was killed, with all records in one log of writes. */
  @BeforeEach
  void killAStore() throws Exception {
    killed = parent.resolve("killed");
    Path living = parent.resolve("living");
    try (RocksDbLogStore store = new RocksDbLogStore(RocksDbOptions.in(living));
        LogOwner log = new LogOwner(store, "w/a")) {
      for (int i = 0; i < RECORDS; i++) {
        LogRecord record = record(i, i + 1, "record " + i);
        log.appendDurably(record);
        written.add(record);
      }
      StoreFiles.copy(living, killed);
    }
  }

  /** What is there after an opening. */
  private record Found(long generation, List<StoreLoss> losses, List<String> records) {}

  private Path copy() throws Exception {
    Path copy = parent.resolve("copy" + copies++);
    StoreFiles.copy(killed, copy);
    return copy;
  }

  private static Found open(Path directory) {
    List<StoreLoss> losses = new ArrayList<>();
    try (RocksDbLogStore store = new RocksDbLogStore(RocksDbOptions.in(directory), losses::add);
        LogOwner log = new LogOwner(store, "w/a")) {
      return new Found(store.generation(), losses, texts(log.readAll(0, Integer.MAX_VALUE)));
    }
  }

  private void assertComplete(Found found) {
    assertThat(found.losses()).isEmpty();
    assertThat(found.generation()).isZero();
    assertThat(found.records()).isEqualTo(texts(written));
  }

  private void assertPrefix(Path directory, Found found, StoreLoss.Kind kind) {
    assertThat(found.losses())
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.kind()).isEqualTo(kind);
              assertThat(loss.message()).contains(directory.toString());
            });
    assertThat(found.generation()).isNotZero();
    int length = found.records().size();
    assertThat(length).isLessThan(written.size());
    assertThat(found.records()).isEqualTo(texts(written.subList(0, length)));
    Found again = open(directory);
    assertThat(again.losses()).isEmpty();
    assertThat(again.generation()).isEqualTo(found.generation());
    assertThat(again.records()).isEqualTo(found.records());
  }

  @Test
  void filesOfAKilledStore_holdEverything() throws Exception {
    assertComplete(open(killed));
    assertComplete(open(killed));
  }

  @Test
  void aTornRecordThatNobodyWasToldOf_isNoLoss() throws Exception {
    Path log = StoreFiles.last(killed, ".log");
    int whole = (int) Files.size(log);
    byte[] bytes = Files.readAllBytes(log);
    byte[] next = java.util.Arrays.copyOfRange(bytes, StoreFiles.lastRecord(log), whole);
    for (int length = 1; length < next.length; length++) {
      Path copy = copy();
      byte[] torn = java.util.Arrays.copyOf(bytes, whole + length);
      System.arraycopy(next, 0, torn, whole, length);
      Files.write(StoreFiles.last(copy, ".log"), torn);
      assertComplete(open(copy));
    }
  }

  @Test
  void anAcknowledgedRecord_cutAtAnyByte_isNoticed() throws Exception {
    Path log = StoreFiles.last(killed, ".log");
    int begin = StoreFiles.lastRecord(log);
    for (long size = begin; size < Files.size(log); size++) {
      Path copy = copy();
      StoreFiles.cut(StoreFiles.last(copy, ".log"), size);
      Found found = open(copy);
      assertPrefix(copy, found, StoreLoss.Kind.TRUNCATED);
      assertThat(found.records()).hasSize(RECORDS - 1);
    }
  }

  @Test
  void anyBitOfTheLogOfWrites_turnedOver_isNoticed() throws Exception {
    long seed = Long.getLong("muxwire.seed", 1);
    System.out.println("turned bits: -Dmuxwire.seed=" + seed);
    Random random = new Random(seed);
    long bits = Files.size(StoreFiles.last(killed, ".log")) * 8;
    for (int i = 0; i < COPIES; i++) {
      long bit = random.nextLong(bits);
      Path copy = copy();
      Path log = StoreFiles.last(copy, ".log");
      byte[] harmed = harm(log, bit);
      Found found = open(copy);
      assertThat(found.losses()).as("bit %s", bit).hasSize(1);
      StoreLoss loss = found.losses().get(0);
      assertPrefix(copy, found, loss.kind());
      if (loss.kind() == StoreLoss.Kind.DAMAGED) {
        assertThat(kept(copy, log)).isEqualTo(harmed);
      }
    }
  }

  @Test
  void damageThatIsNotOfTheLogOfWrites_changesNothing_howeverOftenItIsTried() throws Exception {
    Path copy = parent.resolve("without-table");
    Path living = parent.resolve("with-table");
    try (RocksDbLogStore store = new RocksDbLogStore(RocksDbOptions.in(living));
        LogOwner log = new LogOwner(store, "w/a")) {
      log.appendDurably(record(0, 1, "in a table"));
      store.database().flush();
      log.appendDurably(record(1, 2, "in the log of writes"));
      StoreFiles.copy(living, copy);
    }
    Path table = StoreFiles.last(copy, ".sst");
    byte[] content = Files.readAllBytes(table);
    Files.delete(table);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> open(copy)).isInstanceOf(LogStoreException.class);
    }
    assertThat(StoreGeneration.read(copy)).isZero();
    assertThat(copy).isDirectoryNotContaining("glob:**/damaged-*");

    Files.write(table, content);
    Found found = open(copy);
    assertThat(found.losses()).isEmpty();
    assertThat(found.generation()).isZero();
    assertThat(found.records()).hasSize(2);
  }

  @Test
  void fullDisk_isToldAsSuch() throws Exception {
    Path copy = copy();
    Files.writeString(copy.resolve("GENERATION"), "not a generation");
    Files.createSymbolicLink(copy.resolve("GENERATION.new"), Path.of("/dev/full"));
    assertThatThrownBy(() -> open(copy))
        .isInstanceOfSatisfying(
            LogStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStoreException.Reason.FULL))
        .hasMessageContaining(copy.toString());
  }

  private static byte[] harm(Path log, long bit) throws Exception {
    StoreFiles.flip(log, bit);
    return Files.readAllBytes(log);
  }

  private static byte[] kept(Path store, Path log) throws Exception {
    try (var files = Files.list(store)) {
      Path aside =
          files.filter(f -> f.getFileName().toString().startsWith("damaged-")).findFirst().get();
      return Files.readAllBytes(aside.resolve(log.getFileName()));
    }
  }

  @Test
  void oneOfSeveralLogsOfWrites_harmedOrLost_leavesAPrefix() throws Exception {
    killAStoreWithTwoLogs();
    assertComplete(open(copy()));
    assertFirstLogNoticed(Files::delete);
    assertFirstLogNoticed(log -> StoreFiles.cut(log, 0));
    assertFirstLogNoticed(log -> StoreFiles.cut(log, Files.size(log) - 1));
    assertFirstLogNoticed(log -> StoreFiles.cut(log, StoreFiles.lastRecord(log)));
    assertFirstLogNoticed(log -> StoreFiles.flip(log, 4 * Files.size(log)));
    // The high byte of the last record's length: it looks torn.
    assertFirstLogNoticed(log -> StoreFiles.flip(log, 8L * (StoreFiles.lastRecord(log) + 5) + 6));
  }

  private interface Harm {
    void to(Path log) throws IOException;
  }

  private void assertFirstLogNoticed(Harm harm) throws Exception {
    Path copy = copy();
    harm.to(StoreFiles.of(copy, ".log").get(0));
    assertPrefix(copy, open(copy), StoreLoss.Kind.DAMAGED);
  }

  private void killAStoreWithTwoLogs() throws Exception {
    Path living = parent.resolve("living2");
    killed = parent.resolve("killed2");
    RocksDbOptions options = RocksDbOptions.in(living).withWriteBufferBytes(WRITE_BUFFER_BYTES);
    written.clear();
    try (RocksDbLogStore store = new RocksDbLogStore(options);
        LogOwner log = new LogOwner(store, "w/a")) {
      store.database().pauseFlushes();
      Random random = new Random(1);
      int after = 0;
      for (int i = 0; after < 5; i++) {
        byte[] payload = new byte[1000];
        random.nextBytes(payload);
        LogRecord record = new LogRecord(i, i + 1, payload);
        log.appendDurably(record);
        written.add(record);
        after += StoreFiles.of(living, ".log").size() > 1 ? 1 : 0;
      }
      StoreFiles.copy(living, killed);
      store.database().resumeFlushes();
    }
  }

  @Test
  void aLostLogOfWrites_isNoticed() throws Exception {
    Path copy = copy();
    Files.delete(StoreFiles.last(copy, ".log"));
    Found found = open(copy);
    assertPrefix(copy, found, StoreLoss.Kind.TRUNCATED);
    assertThat(found.records()).isEmpty();
  }

  @Test
  void aCopyWithoutLogsOfWrites_andWithoutAWitness_opens() throws Exception {
    open(killed); // moves what the log of writes holds into a table
    Path copy = copy();
    Files.delete(copy.resolve("WITNESS"));
    for (Path log : StoreFiles.of(copy, ".log")) {
      Files.delete(log);
    }
    assertComplete(open(copy));
    assertComplete(open(copy));
  }

  @Test
  void aWitnessThatIsBehind_orGone_orHalfWritten_raisesNoAlarm() throws Exception {
    Path copy = copy();
    try (Witness witness = Witness.open(copy)) {
      witness.durable(3);
    }
    assertComplete(open(copy));
    Path without = copy();
    Files.delete(without.resolve("WITNESS"));
    assertComplete(open(without));
    for (int size = 0; size < 12; size++) {
      Path half = copy();
      StoreFiles.cut(half.resolve("WITNESS"), size);
      assertComplete(open(half));
    }
  }

  @Test
  void aDatabaseThatWasEmptied_isNotTakenForANewOne() throws Exception {
    Path copy = copy();
    for (Path file : StoreFiles.of(copy, "")) {
      Files.delete(file);
    }
    assertRefused(copy, "CURRENT is missing");
    Path other = copy();
    Files.delete(other.resolve("WITNESS"));
    Files.delete(other.resolve("db/CURRENT"));
    assertRefused(other, "CURRENT is missing");
    assertThat(StoreFiles.of(other, ".log")).isNotEmpty();
  }

  @Test
  void aManifestThatIsDamaged_isNamed_andNothingIsLost() throws Exception {
    Path copy = copy();
    Path manifest =
        StoreFiles.of(copy, "").stream()
            .filter(f -> f.getFileName().toString().startsWith("MANIFEST"))
            .findFirst()
            .orElseThrow();
    StoreFiles.flip(manifest, 8 * 20);
    assertRefused(copy, "MANIFEST");
    try (var files = Files.list(copy)) {
      assertThat(files).noneMatch(file -> file.toString().contains("damaged-"));
    }
    StoreFiles.flip(manifest, 8 * 20);
    assertThat(open(copy).records()).isEqualTo(texts(written));
  }

  @Test
  void aFileThatCannotBeRead_isNamed_andNothingIsLost() throws Exception {
    Path copy = copy();
    Path log = StoreFiles.last(copy, ".log");
    Path away = parent.resolve("away.log");
    Files.move(log, away);
    Files.createDirectory(log);
    assertThatThrownBy(() -> open(copy))
        .isInstanceOf(LogStoreException.class)
        .hasMessageContaining(copy.toString());
    assertThat(StoreGeneration.read(copy)).isZero();
    Files.delete(log);
    Files.move(away, log);
    assertComplete(open(copy));
  }

  private static void assertRefused(Path directory, String why) {
    assertThatThrownBy(() -> open(directory))
        .isInstanceOfSatisfying(
            LogStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStoreException.Reason.DAMAGED))
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(why);
  }
}
