package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records at which RocksDB's reader would stand still, in code that nobody can interrupt. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class EndlessRecordTest {
  private static final int RECORDS = 12;
  private static final int TYPE_AT = 6;

  @TempDir Path parent;
  private Path store;

  /** The files of a store that was killed, with a table and a log of writes. */
  @BeforeEach
  void killAStore() throws Exception {
    store = parent.resolve("killed");
    Path living = parent.resolve("living");
    try (RocksDbLogStore open = new RocksDbLogStore(RocksDbOptions.in(living));
        LogOwner log = new LogOwner(open, "w/a")) {
      log.appendDurably(record(0, 1, "record 0"));
      open.database().flush();
      for (int i = 1; i < RECORDS; i++) {
        log.appendDurably(record(i, i + 1, "record " + i));
      }
      StoreFiles.copy(living, store);
    }
  }

  private Path log() throws IOException {
    return StoreFiles.last(store, ".log");
  }

  /** Gives a record, counted from the end of a file, another type. */
  private static void harm(Path file, int fromTheEnd, int type) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Integer> records = StoreFiles.records(file);
    bytes[records.get(records.size() - fromTheEnd) + TYPE_AT] = (byte) type;
    Files.write(file, bytes);
  }

  private List<String> open(List<StoreLoss> losses) {
    try (RocksDbLogStore open = new RocksDbLogStore(RocksDbOptions.in(store), losses::add);
        LogOwner log = new LogOwner(open, "w/a")) {
      return texts(log.readAll(0, Integer.MAX_VALUE));
    }
  }

  private static List<String> firstRecords(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(i + ".." + (i + 1) + " record " + i);
    }
    return texts;
  }

  private Path aside() throws IOException {
    try (var files = Files.list(store)) {
      return files.filter(f -> f.toString().contains("damaged-")).findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8, 11, 131})
  void recordOfATypeThatNobodyWrites_isDamage_andAPrefixIsServed(int type) throws Exception {
    harm(log(), 3, type);
    byte[] harmed = Files.readAllBytes(log());
    String name = log().toString();
    List<StoreLoss> losses = new ArrayList<>();

    assertThat(open(losses)).isEqualTo(firstRecords(RECORDS - 3));

    assertThat(losses)
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.kind()).isEqualTo(StoreLoss.Kind.DAMAGED);
              assertThat(loss.message()).contains(name, "wrong type " + type, aside().toString());
            });
    assertThat(aside().resolve(Path.of(name).getFileName())).hasBinaryContent(harmed);
    assertThat(open(losses)).isEqualTo(firstRecords(RECORDS - 3));
    assertThat(losses).hasSize(1);
  }

  @Test
  void lastRecordAndOneBefore_areDamage_andAPrefixIsServed() throws Exception {
    harm(log(), 1, 5);
    harm(log(), 2, 7);
    List<StoreLoss> losses = new ArrayList<>();

    assertThat(open(losses)).isEqualTo(firstRecords(RECORDS - 2));
    assertThat(losses).hasSize(1);
  }

  @Test
  void recordBehindATornBlock_isFound() throws Exception {
    Path file = parent.resolve("blocks.log");
    byte[] bytes = new byte[100_000];
    bytes[4] = (byte) 0xFF; // a length beyond its block
    bytes[5] = (byte) 0xFF;
    bytes[TYPE_AT] = 1;
    bytes[2 * 32 * 1024 + TYPE_AT] = 6;
    Files.write(file, bytes);

    assertThat(EndlessRecord.ofLogs(parent))
        .containsExactly(new EndlessRecord(file, 2 * 32 * 1024, (byte) 6));
  }

  @Test
  void openingThatFailsAllTheSame_leavesTheFilesAsTheyWere() throws Exception {
    harm(log(), 3, 5);
    Path table = StoreFiles.last(store, ".sst");
    byte[] content = Files.readAllBytes(table);
    byte[] harmed = Files.readAllBytes(log());
    Files.delete(table);

    assertThatThrownBy(() -> open(new ArrayList<>())).isInstanceOf(LogStoreException.class);

    assertThat(log()).hasBinaryContent(harmed);
    assertThat(StoreGeneration.read(store)).isZero();
    assertThat(store).isDirectoryNotContaining("glob:**/damaged-*");
    Files.write(table, content);
    assertThat(open(new ArrayList<>())).isEqualTo(firstRecords(RECORDS - 3));
  }

  @Test
  void manifestWithSuchARecord_isNamed_andNothingIsLost() throws Exception {
    Path manifest =
        StoreFiles.of(store, "").stream()
            .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
            .findFirst()
            .orElseThrow();
    byte[] sound = Files.readAllBytes(manifest);
    harm(manifest, 1, 5);

    assertThatThrownBy(() -> open(new ArrayList<>()))
        .isInstanceOfSatisfying(
            LogStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStoreException.Reason.DAMAGED))
        .hasMessageContaining(manifest.toString());

    Files.write(manifest, sound);
    assertThat(open(new ArrayList<>())).isEqualTo(firstRecords(RECORDS));
    assertThat(StoreGeneration.read(store)).isZero();
  }

  @Test
  void check_namesIt_readsTheRest_andChangesNothing() throws Exception {
    harm(log(), 3, 5);
    Map<String, Integer> before = StoreFiles.fingerprint(store);
    List<StoreCheck.Finding> findings = new ArrayList<>();

    StoreCheck.Report report = StoreCheck.check(store, findings::add);

    assertThat(report.damaged())
        .singleElement()
        .satisfies(finding -> assertThat(finding.damaged()).contains(log().toString(), "type 5"));
    assertThat(findings)
        .filteredOn(finding -> finding.name().equals("w/a"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.end()).isEqualTo(RECORDS - 3));
    assertThat(StoreFiles.fingerprint(store)).isEqualTo(before);
  }
}
