package dev.muxwire.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup directory holds, refuses and clears. */
final class BackupDirectoryTest {
  private static final String LOG = "workspace/main/state";
  private static final int RECORD_BYTES = 100_000;

  /** Some time to copy. */
  private static final int MANY_RECORDS = 200;

  private static final long CREATED_MS = 1_764_054_036_123L;
  private static final String SERVER = "muxwire/test";

  @TempDir private Path root;
  private Path data = Path.of("");
  private BackupDirectory backups = new BackupDirectory(Path.of(""));
  private @Nullable RocksDbLogStore store;
  private final Random random = new Random(7);

  @BeforeEach
  void begin() throws IOException {
    data = root.resolve("data");
    Files.createDirectory(data);
    Files.writeString(data.resolve("token"), "the-owners-token\n");
    Files.write(data.resolve("identity.key"), new byte[32]);
    Files.writeString(data.resolve("server.json"), "not part of a backup");
    backups = new BackupDirectory(root.resolve("backups"));
    store = new RocksDbLogStore(RocksDbOptions.in(data.resolve("store")));
  }

  @AfterEach
  void end() {
    store().close();
  }

  private RocksDbLogStore store() {
    RocksDbLogStore open = store;
    if (open == null) {
      throw new IllegalStateException("not begun");
    }
    return open;
  }

  /** Appends a record and waits until it is durable. */
  private void append() {
    byte[] bytes = new byte[RECORD_BYTES];
    random.nextBytes(bytes);
    var log = store().open(LOG, Runnable::run);
    CompletableFuture<Boolean> durable = new CompletableFuture<>();
    log.append(
        List.of(new LogRecord(log.end(), log.end() + 1, bytes)),
        failure -> durable.complete(failure == null));
    assertThat(durable.join()).isTrue();
  }

  private Backup create() throws IOException {
    return backups.create(data, store(), CREATED_MS, SERVER);
  }

  private static long recordsIn(Path dataDirectory) {
    try (RocksDbLogStore restored =
        new RocksDbLogStore(RocksDbOptions.in(dataDirectory.resolve("store")))) {
      return restored.open(LOG, Runnable::run).end();
    }
  }

  private static List<Path> filesBelow(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void backup_hasWhatWasDurable_andTheFilesBeside() throws Exception {
    append();
    append();
    Backup backup = create();
    append();
    assertThat(backup.id()).isEqualTo(1);
    assertThat(backup.bytes()).isGreaterThan(2 * RECORD_BYTES);
    assertThat(backups.list()).containsExactly(backup);

    Path restored = root.resolve("restored");
    backups.extract(1, restored);
    assertThat(recordsIn(restored)).isEqualTo(2);
    assertThat(restored.resolve("token")).hasContent("the-owners-token\n");
    assertThat(restored.resolve("identity.key")).hasBinaryContent(new byte[32]);
    assertThat(restored.resolve("server.json")).doesNotExist();
  }

  @Test
  void everything_isTheOwnersAlone() throws Exception {
    append();
    create();
    assertThat(mode(backups.path())).isEqualTo("rwx------");
    assertThat(mode(backups.path().resolve("files/1/token"))).isEqualTo("rw-------");
    backups.extract(1, root.resolve("restored"));
    assertThat(mode(root.resolve("restored"))).isEqualTo("rwx------");
    assertThat(mode(root.resolve("restored/identity.key"))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void laterBackups_shareTables() throws Exception {
    for (int i = 0; i < 20; i++) {
      append();
    }
    create();
    long first = sizeOf(backups.path());
    append();
    Backup second = create();
    assertThat(second.bytes()).isGreaterThan(21L * RECORD_BYTES);
    assertThat(sizeOf(backups.path()) - first).isLessThan(5L * RECORD_BYTES);
    backups.delete(List.of(1));
    assertThat(backups.list()).containsExactly(second);
    backups.extract(2, root.resolve("restored"));
    assertThat(recordsIn(root.resolve("restored"))).isEqualTo(21);
  }

  private static long sizeOf(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : filesBelow(directory)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void changedFile_isRefused_andNamed() throws Exception {
    append();
    create();
    int number = 0;
    for (Path file : filesBelow(backups.path())) {
      byte[] good = Files.readAllBytes(file);
      if (good.length == 0) {
        continue; // the lock
      }
      byte[] bad = good.clone();
      bad[good.length / 2] ^= 0x40;
      Files.write(file, bad);
      Path target = root.resolve("restored" + number++);
      assertThatThrownBy(() -> backups.extract(1, target))
          .as("%s", file)
          .hasMessageContaining(file.toString());
      Files.write(file, good);
    }
    assertThat(number).isGreaterThan(6);
    backups.extract(1, root.resolve("restored"));
  }

  @Test
  void missingFile_isRefused_andNamed() throws Exception {
    append();
    create();
    for (Path file : filesBelow(backups.path())) {
      if (file.endsWith("LOCK")) {
        continue;
      }
      Path aside = root.resolve("aside");
      Files.move(file, aside);
      Path target = root.resolve("restored" + file.getFileName());
      assertThatThrownBy(() -> backups.extract(1, target))
          .as("%s", file)
          .hasMessageContaining(file.toString());
      Files.move(aside, file);
    }
  }

  @Test
  void directoryInUse_isBusy_butCanBeListed() throws Exception {
    append();
    Backup backup = create();
    try (FileChannel channel =
            FileChannel.open(backups.path().resolve("LOCK"), StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      assertBusy(this::create);
      assertBusy(() -> backups.delete(List.of(1)));
      assertBusy(() -> backups.extract(1, root.resolve("restored")));
      assertThat(backups.list()).containsExactly(backup);
    }
    assertThat(create().id()).isEqualTo(2);
  }

  private static void assertBusy(org.assertj.core.api.ThrowableAssert.ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(
            BackupException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(BackupException.Reason.BUSY));
  }

  @Test
  void whatACrashLeaves_isNoBackup_andIsCleared() throws Exception {
    append();
    create();
    create();
    Path files = backups.path().resolve("files");
    Files.move(files.resolve("2"), files.resolve("unfinished")); // before its name
    Files.createDirectory(files.resolve("deleted-7")); // after its name
    assertThat(backups.list()).extracting(Backup::id).containsExactly(1);
    Backup next = create();
    assertThat(backups.list()).extracting(Backup::id).containsExactly(1, next.id());
    assertThat(files.resolve("deleted-7")).doesNotExist();
    assertThat(files.resolve("unfinished")).doesNotExist();
  }

  @Test
  void backupThatFails_leavesNothing() throws Exception {
    append();
    Path file = root.resolve("file");
    Files.writeString(file, "no directory");
    BackupDirectory below = new BackupDirectory(file.resolve("backups"));
    assertThatThrownBy(() -> below.create(data, store(), CREATED_MS, SERVER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());

    store().close();
    assertThatThrownBy(this::create).hasMessageContaining("closed");
    assertThat(backups.path()).doesNotExist();
  }

  @Test
  void erasureDuringABackup_waitsForIt_andBothSucceed() throws Exception {
    for (int i = 0; i < MANY_RECORDS; i++) {
      append();
    }
    CompletableFuture<Backup> backup = new CompletableFuture<>();
    backup.completeAsync(this::createUnchecked);
    Path unfinished = backups.path().resolve("files/unfinished");
    await().until(() -> Files.exists(unfinished) || backup.isDone());
    CompletableFuture<Optional<LogFailure>> erased = new CompletableFuture<>();
    store()
        .erase(
            List.of(LOG), Runnable::run, failure -> erased.complete(Optional.ofNullable(failure)));
    assertThat(erased.get(60, TimeUnit.SECONDS)).isEmpty();
    backup.get(60, TimeUnit.SECONDS);
    assertThat(store().list(LOG)).isEmpty();
    backups.extract(1, root.resolve("restored")); // with the log, or empty if the erasure was first
  }

  private Backup createUnchecked() {
    try {
      return create();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void directoryWhoseMakingWasCutShort_isTaken() throws Exception {
    append();
    Files.createDirectory(backups.path());
    Files.createFile(backups.path().resolve("FORMAT.new")); // the disk was full
    assertThat(create().id()).isEqualTo(1);
    assertThat(filesBelow(backups.path())).doesNotContain(backups.path().resolve("FORMAT.new"));
    assertThat(mode(backups.path().resolve("FORMAT"))).isEqualTo("rw-------");
  }

  @Test
  void formatThatCannotBeWritten_isNotThereInPart() throws Exception {
    append();
    Files.createDirectory(backups.path());
    Path format = backups.path().resolve("FORMAT");
    Files.createDirectory(format.resolveSibling("FORMAT.new"));
    Path inTheWay = Files.createFile(format.resolveSibling("FORMAT.new/file"));
    assertThatThrownBy(this::create).isInstanceOf(IOException.class);
    assertThat(format).doesNotExist();
    Files.delete(inTheWay);
    assertThat(create().id()).isEqualTo(1);
  }

  @Test
  void findsByNumber_orTheNewest() throws Exception {
    assertThatThrownBy(() -> backups.find("latest")).hasMessageContaining("no backup in");
    append();
    create();
    Backup second = create();
    assertThat(backups.find("latest")).isEqualTo(second);
    assertThat(backups.find("1").id()).isEqualTo(1);
    assertThatThrownBy(() -> backups.find("3")).hasMessageContaining("no backup 3");
    assertThatThrownBy(() -> backups.find("1.")).hasMessageContaining("no backup 1.");
  }

  @Test
  void directoryOfAnotherKind_isLeftAlone() throws Exception {
    Files.createDirectories(backups.path().resolve("files/1"));
    Files.writeString(
        backups.path().resolve("FORMAT"), "muxwire-backup 2\n", StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> backups.list()).hasMessageContaining("newer version");
    assertThatThrownBy(this::create).hasMessageContaining("newer version");
    assertThat(backups.path().resolve("files/1")).exists();
  }
}
