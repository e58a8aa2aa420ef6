package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.LogOwner.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.LogOwner.ReadResult;
import dev.muxwire.server.storage.Records;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What lies in the files: that trims erase it, and that damage is noticed. */
class StoredBytesTest {
  private static final int RECORD_BYTES = 16 * 1024;

  @TempDir Path directory;

  @Test
  void trim_inManySteps_erasesAllButTheLastStepAndTheCoveringRecord() throws Exception {
    long start;
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      for (int i = 0; i < 200; i++) {
        log.appendLater(Records.filled((long) i * RECORD_BYTES, RECORD_BYTES));
        log.trim((i - 5L) * RECORD_BYTES + 1);
      }
      log.appendDurably();
      start = log.start();
    }
    List<Long> kept = positionsOnDisk();
    assertThat(kept).last().isEqualTo(199L * RECORD_BYTES);
    assertThat(kept.get(0)).isBetween(start - PhysicalTrim.STEP_BYTES - 9L * RECORD_BYTES, start);
  }

  @Test
  void trim_ofEverything_erasesAtOnce() throws Exception {
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      log.appendDurably(Records.filled(0, 10), Records.filled(10, 10));
      log.trim(10);
      log.appendDurably(Records.filled(20, 10));
      log.trim(30);
      log.appendDurably();
    }
    assertThat(positionsOnDisk()).isEmpty();
  }

  @Test
  void damagedBlock_isToldToTheReader_orToTheOpener() throws Exception {
    byte[] payload = new byte[RECORD_BYTES];
    new Random(1).nextBytes(payload);
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      for (int i = 0; i < 50; i++) {
        long from = (long) i * RECORD_BYTES;
        log.appendDurably(new LogRecord(from, from + RECORD_BYTES, payload));
      }
    }
    // Opening again moves what the log of writes holds into a table file.
    openStore().close();
    damageTables();
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      ReadResult result = await(log.readLater(0, Integer.MAX_VALUE));
      assertThat(result.failure())
          .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.DAMAGED));
    } catch (LogStoreException e) {
      assertThat(e.reason()).isEqualTo(LogStoreException.Reason.DAMAGED);
    }
  }

  private RocksDbLogStore openStore() {
    return new RocksDbLogStore(RocksDbOptions.in(directory.resolve("log")));
  }

  private List<Long> positionsOnDisk() throws RocksDBException {
    List<Long> positions = new ArrayList<>();
    RocksDbOptions options = RocksDbOptions.in(directory.resolve("log"));
    try (Database database =
            new Database(directory.resolve("log/db"), options, Database.Recovery.WHOLE);
        Database.Scan scan =
            database.scan(Keys.beforeRecordsAt(0, 0), Keys.afterRecords(Long.MAX_VALUE - 1))) {
      RocksIterator iterator = scan.iterator();
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        positions.add(Keys.from(iterator.key()));
      }
    }
    return positions;
  }

  /** Turns over some bytes in the middle of every table file. */
  private void damageTables() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("log/db"))) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        try (FileChannel channel =
            FileChannel.open(table, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          long middle = channel.size() / 2;
          ByteBuffer bytes = ByteBuffer.allocate(64);
          channel.read(bytes, middle);
          for (int i = 0; i < bytes.position(); i++) {
            bytes.put(i, (byte) ~bytes.get(i));
          }
          channel.write(bytes.flip(), middle);
        }
      }
    }
  }
}
