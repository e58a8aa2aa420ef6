package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.LogOwner.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.LogOwner.ReadResult;
import dev.muxwire.server.storage.Records;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same random calls on both engines: everything that is read must be the same. */
class EnginesAgreeTest {
  private static final int ROUNDS = 6;
  private static final int CALLS_PER_ROUND = 400;

  @TempDir Path directory;

  @Test
  void randomCalls_areAnsweredAlike() {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    System.out.println("engines agree test: -Dmuxwire.seed=" + seed);
    Random random = new Random(seed);
    MemoryLogStore memory = new MemoryLogStore();
    RocksDbOptions options =
        RocksDbOptions.in(directory.resolve("log")).withWriteBufferBytes(64 * 1024);
    for (int round = 0; round < ROUNDS; round++) {
      try (RocksDbLogStore rocksDb = new RocksDbLogStore(options);
          LogOwner expected = new LogOwner(memory, "w/a");
          LogOwner actual = new LogOwner(rocksDb, "w/a")) {
        assertThat(actual.start()).isEqualTo(expected.start());
        assertThat(actual.end()).isEqualTo(expected.end());
        playRound(random, expected, actual);
      }
    }
  }

  private static void playRound(Random random, LogOwner expected, LogOwner actual) {
    List<CompletableFuture<ReadResult>> expectedReads = new ArrayList<>();
    List<CompletableFuture<ReadResult>> actualReads = new ArrayList<>();
    long start = expected.start();
    long end = expected.end();
    for (int call = 0; call < CALLS_PER_ROUND; call++) {
      int kind = random.nextInt(20);
      if (kind < 9) {
        LogRecord record = anyRecord(random, end);
        end = record.to();
        expected.appendLater(record);
        actual.appendLater(record);
      } else if (kind < 18) {
        long from = start + random.nextInt((int) (end - start) + 2);
        int maxBytes = random.nextInt(3000);
        expectedReads.add(expected.readLater(from, maxBytes));
        actualReads.add(actual.readLater(from, maxBytes));
      } else if (kind == 18) {
        expected.appendDurably();
        actual.appendDurably();
      } else {
        // Reads that are under way would see it on one engine and not on the other.
        compare(expectedReads, actualReads);
        start = Math.max(start, end - random.nextInt(20_000));
        if (random.nextInt(4) == 0) {
          expected.eraseLater(start);
          actual.eraseLater(start);
        } else {
          expected.trim(start);
          actual.trim(start);
        }
      }
    }
    expected.appendDurably();
    actual.appendDurably();
    compare(expectedReads, actualReads);
  }

  private static LogRecord anyRecord(Random random, long from) {
    return random.nextInt(4) == 0
        ? Records.marker(from, "marker " + random.nextInt())
        : Records.filled(from, 1 + random.nextInt(1000));
  }

  private static void compare(
      List<CompletableFuture<ReadResult>> expected, List<CompletableFuture<ReadResult>> actual) {
    for (int i = 0; i < expected.size(); i++) {
      ReadResult wanted = await(expected.get(i));
      ReadResult found = await(actual.get(i));
      assertThat(found.failure()).isEmpty();
      assertThat(Records.texts(found.records())).isEqualTo(Records.texts(wanted.records()));
    }
    expected.clear();
    actual.clear();
  }
}
