package dev.muxwire.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbOptions;
import dev.muxwire.server.storage.rocksdb.StoreLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the directory that a restored one takes the place of. */
final class RestoreTest {
  private static final String LOG = "workspace/main/state";
  private static final Instant NOW = Instant.parse("2026-11-25T07:00:00Z");
  private static final int RECORD_BYTES = 100_000;

  /** Some time to copy. */
  private static final int MANY_RECORDS = 200;

  @TempDir private Path root;
  private Path data = Path.of("");
  private BackupDirectory backups = new BackupDirectory(Path.of(""));

  @BeforeEach
  void begin() throws IOException {
    data = Files.createDirectory(root.toRealPath().resolve("data"));
    backups = new BackupDirectory(data.resolve("backups"));
    try (RocksDbLogStore store = openStore()) {
      for (int i = 0; i < MANY_RECORDS; i++) {
        append(store);
      }
      backups.create(data, store, 1, "muxwire/test");
    }
  }

  private RocksDbLogStore openStore() {
    return new RocksDbLogStore(RocksDbOptions.in(data.resolve("store")));
  }

  private static void append(RocksDbLogStore store) {
    byte[] bytes = new byte[RECORD_BYTES];
    new Random(7).nextBytes(bytes);
    Log log = store.open(LOG, Runnable::run);
    CompletableFuture<Boolean> durable = new CompletableFuture<>();
    log.append(
        List.of(new LogRecord(log.end(), log.end() + 1, bytes)),
        failure -> durable.complete(failure == null));
    assertThat(durable.join()).isTrue();
  }

  private Restore.Result restore() throws IOException {
    return Restore.run(backups, backups.find("latest"), data, true, NOW);
  }

  private List<String> siblings() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void serverThatStartsMeanwhile_losesNothingItAcknowledged() throws Exception {
    CompletableFuture<Restore.Result> restore =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return restore();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> siblings().contains("data.restoring-20261125T070000Z") || restore.isDone());
    int acknowledged = 0;
    try (RocksDbLogStore store = openStore()) {
      append(store);
      acknowledged++;
    } catch (LogStoreException e) {
      assertThat(e.reason()).isEqualTo(LogStoreException.Reason.IN_USE);
    }
    restore.get(60, TimeUnit.SECONDS);
    try (RocksDbLogStore store = openStore()) {
      assertThat(store.open(LOG, Runnable::run).end()).isEqualTo(MANY_RECORDS + acknowledged);
    }
  }

  @Test
  void backupsInTheDirectory_areInTheNewOne_andNotTwice() throws Exception {
    Restore.Result result = restore();
    assertThat(result.movedAside()).isEqualTo(root.toRealPath().resolve(aside()));
    assertThat(siblings()).containsExactly("data", aside());
    assertThat(backups.list()).extracting(Backup::id).containsExactly(1);
    assertThat(root.resolve(aside())).isDirectoryContaining("glob:**/store");
    assertThat(root.resolve(aside()).resolve("backups")).doesNotExist();
    assertThat(restore().movedAside()).hasFileName(aside() + "-2");
  }

  private static String aside() {
    return "data.before-restore-20261125T070000Z";
  }

  @Test
  void backupsInTheDirectory_stayWhereTheyAre_ifTheyAreInUse() throws Exception {
    try (DirectoryLock lock = DirectoryLock.take(backups.path())) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(this::restore).isInstanceOf(BackupException.class);
    }
    assertThat(siblings()).containsExactly("data");
    assertThat(restore().movedAside()).isNotNull();
  }

  @Test
  void linkedBackups_areWholeWithoutTheFirst() throws Exception {
    Path second = root.resolve("other/backups");
    BackupLinks.link(backups.path(), second);
    BackupLinks.forget(backups.path());
    BackupDirectory linked = new BackupDirectory(second);
    assertThat(linked.list()).extracting(Backup::id).containsExactly(1);
    linked.extract(1, root.resolve("restored"));
    assertThat(root.resolve("restored/store")).isDirectory();
  }

  @Test
  void directoryInUse_isRefused_andUntouched() throws Exception {
    try (StoreLock held = StoreLock.take(data.resolve("store"))) {
      assertThat(held).isNotNull();
      assertThatThrownBy(this::restore)
          .isInstanceOfSatisfying(
              BackupException.class,
              e -> assertThat(e.reason()).isEqualTo(BackupException.Reason.OCCUPIED))
          .hasMessageContaining("stop it first");
    }
    assertThat(siblings()).containsExactly("data");
  }
}
