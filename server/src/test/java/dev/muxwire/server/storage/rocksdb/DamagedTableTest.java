package dev.muxwire.server.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.LogOwner.ReadResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Bits of table files turned over: each log is read whole, or says that it is damaged. */
class DamagedTableTest {
  private static final int LOGS = 4;
  private static final int RECORDS = 30;
  private static final int RECORD_BYTES = 4 * 1024;
  private static final int COPIES = 40;

  @TempDir Path parent;
  private final Map<String, byte[]> contents = new TreeMap<>();
  private Path store = Path.of("");

  @BeforeEach
  void fillATable() throws Exception {
    store = parent.resolve("store");
    Random random = new Random(1);
    try (RocksDbLogStore filled = new RocksDbLogStore(RocksDbOptions.in(store))) {
      for (int i = 0; i < LOGS; i++) {
        String name = "w/" + i;
        byte[] content = new byte[RECORDS * RECORD_BYTES];
        random.nextBytes(content);
        contents.put(name, content);
        append(filled, name, content);
      }
      filled.database().flush();
    }
  }

  private static void append(RocksDbLogStore store, String name, byte[] content) {
    try (LogOwner log = new LogOwner(store, name)) {
      for (int from = 0; from < content.length; from += RECORD_BYTES) {
        byte[] payload = Arrays.copyOfRange(content, from, from + RECORD_BYTES);
        log.appendDurably(new LogRecord(from, from + RECORD_BYTES, payload));
      }
    }
  }

  private Path harmedCopy(int number, long bit) throws Exception {
    Path copy = parent.resolve("copy" + number);
    StoreFiles.copy(store, copy);
    StoreFiles.flip(StoreFiles.last(copy, ".sst"), bit);
    return copy;
  }

  @Test
  void aTurnedBit_isNeverRead() throws Exception {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    System.out.println("turned bits of tables: -Dmuxwire.seed=" + seed);
    Random random = new Random(seed);
    long bits = Files.size(StoreFiles.last(store, ".sst")) * 8;
    for (int i = 0; i < COPIES; i++) {
      long bit = random.nextLong(bits);
      Path copy = harmedCopy(i, bit);
      try (RocksDbLogStore opened = new RocksDbLogStore(RocksDbOptions.in(copy))) {
        contents.forEach((name, content) -> assertHonest(opened, name, content));
      } catch (LogStoreException e) {
        assertThat(e.reason()).as("bit %s", bit).isEqualTo(LogStoreException.Reason.DAMAGED);
      }
    }
  }

  private static boolean assertHonest(RocksDbLogStore store, String name, byte[] content) {
    try (LogOwner log = new LogOwner(store, name)) {
      ReadResult result = LogOwner.await(log.readLater(0, Integer.MAX_VALUE));
      if (result.failure().isEmpty()) {
        assertThat(joined(result.records())).isEqualTo(content);
        return true;
      }
      LogFailure failure = result.failure().get();
      assertThat(failure.kind()).isEqualTo(LogFailure.Kind.DAMAGED);
      assertThat(failure.message()).contains(name);
    } catch (LogStoreException e) {
      assertThat(e.reason()).isEqualTo(LogStoreException.Reason.DAMAGED);
      assertThat(e.getMessage()).contains(name);
    }
    return false;
  }

  private static byte[] joined(List<LogRecord> records) {
    byte[] all = new byte[(int) records.get(records.size() - 1).to()];
    for (LogRecord record : records) {
      System.arraycopy(record.payload(), 0, all, (int) record.from(), record.payload().length);
    }
    return all;
  }

  @Test
  void aDamagedBlock_failsItsLog_andNoOther() throws Exception {
    long middle = Files.size(StoreFiles.last(store, ".sst")) * 8 / 2;
    Path copy = harmedCopy(0, middle);
    List<String> whole = new ArrayList<>();
    try (RocksDbLogStore opened = new RocksDbLogStore(RocksDbOptions.in(copy))) {
      contents.forEach(
          (name, content) -> {
            if (assertHonest(opened, name, content)) {
              whole.add(name);
            }
          });
      try (LogOwner other = new LogOwner(opened, "w/new")) {
        other.appendDurably(new LogRecord(0, 1, new byte[1]));
      }
    }
    assertThat(whole).hasSizeBetween(LOGS - 2, LOGS - 1);
  }

  @Test
  void aDamagedBlock_thatCompactionMeets_isToldToWriters_andReadersAreServed() throws Exception {
    long middle = Files.size(StoreFiles.last(store, ".sst")) * 8 / 2;
    Path copy = harmedCopy(0, middle);
    try (RocksDbLogStore opened = new RocksDbLogStore(RocksDbOptions.in(copy));
        LogOwner other = new LogOwner(opened, "w/new")) {
      assertThatThrownBy(() -> opened.database().rewrite(new byte[] {0}, new byte[] {9}))
          .isInstanceOf(RocksDBException.class);
      assertThat(other.append(new LogRecord(0, 1, new byte[1])))
          .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.DAMAGED));
      long whole =
          contents.entrySet().stream()
              .filter(log -> assertHonest(opened, log.getKey(), log.getValue()))
              .count();
      assertThat(whole).isGreaterThanOrEqualTo(LOGS - 2);
    }
  }
}
