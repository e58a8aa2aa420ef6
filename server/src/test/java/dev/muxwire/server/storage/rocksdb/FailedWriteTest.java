package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.LogOwner.await;
import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogFailure.Kind;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.Records;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Disks that are full, read-only or slow. */
@SuppressWarnings("NullAway.Init")
class FailedWriteTest {
  private static final int ANY_BYTES = 1 << 20;

  @TempDir Path directory;
  private FailingDisk disk;
  private RocksDbLogStore store;

  @BeforeEach
  void openStore() {
    openStore(RocksDbOptions.in(directory.resolve("log")));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void fullDisk_failsTheLogUntilItIsOpenedAgain_andLosesNothingDurable() {
    LogOwner log = new LogOwner(store, "w/a");
    log.appendDurably(record(0, 1, "a"));
    disk.fail(FailingDisk.noSpace());
    assertFailed(log.append(record(1, 2, "lost")), Kind.FULL);
    disk.fail(null);
    assertFailed(log.append(record(2, 3, "refused")), Kind.FULL);
    assertThat(log.end()).isEqualTo(1);
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("0..1 a");

    LogOwner again = new LogOwner(store, "w/a");
    assertThat(again.end()).isEqualTo(1);
    again.appendDurably(record(1, 9, "b"));
    assertThat(texts(again.read(0, ANY_BYTES))).containsExactly("0..1 a", "1..9 b");
  }

  @Test
  void fullDisk_whileALogIsMade_isMadeGoodWhenItIsOpenedAgain() {
    disk.fail(FailingDisk.noSpace());
    assertFailed(new LogOwner(store, "w/new").append(record(0, 1, "lost")), Kind.FULL);
    disk.fail(null);
    new LogOwner(store, "w/new").appendDurably(record(0, 2, "kept"));
    store.close();
    openStore(RocksDbOptions.in(directory.resolve("log")));
    assertThat(texts(new LogOwner(store, "w/new").read(0, ANY_BYTES))).containsExactly("0..2 kept");
  }

  @Test
  void readOnlyDisk_isToldAsSuch_alsoByDelete() {
    LogOwner log = new LogOwner(store, "w/a");
    log.appendDurably(record(0, 1, "a"));
    disk.fail(
        new RocksDBException(
            new Status(Status.Code.IOError, Status.SubCode.None, "Read-only file system")));
    assertFailed(log.append(record(1, 2, "b")), Kind.READ_ONLY);
    assertThatThrownBy(() -> store.delete("w/a"))
        .isInstanceOfSatisfying(
            LogStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(LogStoreException.Reason.INACCESSIBLE));
    assertThat(store.list("")).containsExactly("w/a");
    disk.fail(null);
    store.delete("w/a");
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void slowDisk_gathersWhatWaitsIntoOneSync() {
    List<LogOwner> logs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      logs.add(new LogOwner(store, "w/t" + i));
      logs.get(i).appendDurably(record(0, 1, "first"));
    }
    disk.hold();
    CompletableFuture<Optional<LogFailure>> held = logs.get(0).appendLater(record(1, 2, "held"));
    disk.awaitHeldBatch();
    long syncsBefore = store.syncs();
    List<CompletableFuture<Optional<LogFailure>>> outcomes = new ArrayList<>(List.of(held));
    for (int i = 1; i < 10; i++) {
      for (int n = 1; n <= 50; n++) {
        outcomes.add(logs.get(i).appendLater(record(n, n + 1, "x")));
      }
      assertThat(logs.get(i).end()).isEqualTo(51);
    }
    disk.letGo();
    outcomes.forEach(outcome -> assertThat(await(outcome)).isEmpty());
    assertThat(store.syncs() - syncsBefore).isEqualTo(2);
  }

  @Test
  void slowDisk_refusesMoreThanTheBoundOfPendingBytes() {
    store.close();
    openStore(RocksDbOptions.in(directory.resolve("log")).withMaxPendingBytes(10_000));
    LogOwner log = new LogOwner(store, "w/a");
    LogOwner other = new LogOwner(store, "w/b");
    log.appendDurably();
    other.appendDurably();
    disk.hold();
    CompletableFuture<Optional<LogFailure>> taken = log.appendLater(Records.filled(0, 6000));
    CompletableFuture<Optional<LogFailure>> tooMuch = log.appendLater(Records.filled(6000, 6000));
    CompletableFuture<Optional<LogFailure>> small = log.appendLater(Records.filled(12000, 1));
    CompletableFuture<Optional<LogFailure>> others = other.appendLater(Records.filled(0, 1000));
    log.end();
    other.end();
    assertThat(store.pendingBytes()).isBetween(7000L, 10_000L);
    disk.letGo();
    assertThat(await(taken)).isEmpty();
    assertFailed(await(tooMuch), Kind.FULL);
    assertFailed(await(small), Kind.FULL);
    assertThat(await(others)).isEmpty();
    LogOwner again = new LogOwner(store, "w/a");
    assertThat(again.end()).isEqualTo(6000);
    again.appendDurably(Records.filled(6000, 10));
    Awaitility.await().until(() -> store.pendingBytes() == 0);
  }

  private void openStore(RocksDbOptions options) {
    store =
        new RocksDbLogStore(
            options,
            loss -> {},
            database -> {
              disk = new FailingDisk(database);
              return disk;
            });
  }

  private static void assertFailed(Optional<LogFailure> outcome, Kind kind) {
    assertThat(outcome).hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(kind));
  }
}
