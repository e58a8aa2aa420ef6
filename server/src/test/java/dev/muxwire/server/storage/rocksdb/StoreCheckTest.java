package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.Records.marker;
import static dev.muxwire.server.storage.Records.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.Records;
import dev.muxwire.server.storage.rocksdb.StoreCheck.Finding;
import dev.muxwire.server.storage.rocksdb.StoreCheck.Part;
import dev.muxwire.server.storage.rocksdb.StoreCheck.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.WriteBatch;

/** What the check of a store finds, and that it changes nothing. */
class StoreCheckTest {
  @TempDir Path parent;
  private Path directory = Path.of("");
  private final List<Finding> findings = new ArrayList<>();

  @BeforeEach
  void fillAStore() {
    directory = parent.resolve("store");
    try (RocksDbLogStore store = open();
        LogOwner a = new LogOwner(store, "w/a");
        LogOwner b = new LogOwner(store, "w/b")) {
      a.appendDurably(record(0, 5, "hello"), marker(5, "m"), record(5, 9, "more"));
      a.trim(5);
      for (int i = 0; i < 20; i++) {
        b.appendDurably(Records.filled(i * 1000L, 1000));
      }
    }
    open().close(); // moves the log of writes into a table
    try (RocksDbLogStore store = open();
        LogOwner c = new LogOwner(store, "w/c")) {
      c.appendDurably(record(0, 1, "c"));
      c.trim(1);
      c.appendDurably();
    }
  }

  private RocksDbLogStore open() {
    return new RocksDbLogStore(RocksDbOptions.in(directory));
  }

  /** Checks it, and that no file was changed, added or removed. */
  private Report check() throws Exception {
    findings.clear();
    Map<String, Integer> before = StoreFiles.fingerprint(directory);
    Report report = StoreCheck.check(directory, findings::add);
    assertThat(StoreFiles.fingerprint(directory)).isEqualTo(before);
    return report;
  }

  private Finding of(String name) {
    return findings.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aSoundStore_isReportedPartByPart() throws Exception {
    Report report = check();
    assertThat(report.isSound()).isTrue();
    assertThat(report.format()).isEqualTo(1);
    assertThat(report.generation()).isZero();
    assertThat(report.logs()).isEqualTo(3);
    assertThat(report.tables()).isPositive();
    assertThat(report.bytes()).isGreaterThan(1000);
    assertThat(of("w/a")).isEqualTo(new Finding(Part.LOG, "w/a", 5, 9, 2, 5, null));
    assertThat(of("w/b")).isEqualTo(new Finding(Part.LOG, "w/b", 0, 20_000, 20, 20_000, null));
    assertThat(of("w/c").end()).isEqualTo(1);
    assertThat(findings).allMatch(Finding::isSound);
  }

  @Test
  void aDamagedTable_isNamed_andTheLogsInIt() throws Exception {
    Path table = StoreFiles.of(directory, ".sst").get(0);
    StoreFiles.flip(table, 8 * 200);
    Report report = check();
    assertThat(report.damaged()).extracting(Finding::part).contains(Part.TABLE);
    assertThat(of(table.getFileName().toString()).damaged()).contains("checksum");
  }

  @Test
  void aDamagedLogOfWrites_isNamed_andTheRestIsRead() throws Exception {
    Path log = StoreFiles.last(directory, ".log");
    StoreFiles.flip(log, 8 * (Files.size(log) - 3));
    Report report = check();
    assertThat(report.damaged()).extracting(Finding::part).containsExactly(Part.LOG_OF_WRITES);
    assertThat(of("w/b").isSound()).isTrue();
  }

  @Test
  void aLogOfWritesThatWasCut_isNamed() throws Exception {
    StoreFiles.cut(StoreFiles.last(directory, ".log"), 0);
    Report report = check();
    assertThat(report.damaged())
        .singleElement()
        .satisfies(finding -> assertThat(finding.damaged()).contains("was durable"));
  }

  @Test
  void recordsThatDoNotJoin_areNamed() throws Exception {
    try (RocksDbLogStore store = open();
        WriteBatch batch = new WriteBatch()) {
      batch.put(Keys.record(2, 21_000, 99, 21_001), new byte[1]);
      store.database().write(batch, true);
    }
    assertThat(check().damaged())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.name()).isEqualTo("w/b");
              assertThat(finding.damaged()).contains("21000 does not join 20000");
              assertThat(finding.records()).isEqualTo(20);
            });
  }

  @Test
  void aStoreInUse_orNoStore_isRefused() throws Exception {
    try (RocksDbLogStore store = open()) {
      assertRefused(directory, Reason.IN_USE);
      store.list("");
    }
    Path other = Files.createDirectory(parent.resolve("other"));
    assertRefused(other, Reason.UNSUPPORTED_FORMAT);
    Files.writeString(other.resolve("FORMAT"), "muxwire-log 2\n");
    assertRefused(other, Reason.UNSUPPORTED_FORMAT);
    Files.writeString(other.resolve("FORMAT"), "muxwire-log 1\n");
    assertRefused(other, Reason.DAMAGED);
    assertThat(StoreFiles.fingerprint(other)).containsOnlyKeys("FORMAT");
  }

  private void assertRefused(Path refused, Reason reason) {
    assertThatThrownBy(() -> StoreCheck.check(refused, findings::add))
        .isInstanceOfSatisfying(
            LogStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(refused.toString());
  }
}
