package dev.muxwire.server.storage.rocksdb;

import static dev.muxwire.server.storage.LogOwner.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.LogOwner;
import dev.muxwire.server.storage.Records;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what was erased is in no file of the store's directory, while the store goes on. */
class ErasedBytesTest {
  private static final String SECRET = "hunter2-is-the-password-of-nobody";
  private static final String KEPT = "this-line-is-to-stay-where-it-is";

  @TempDir Path directory;

  @Test
  void erase_ofWhatWasJustAppended_leavesItInNoFile() throws Exception {
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      log.appendDurably(text(0, SECRET + KEPT));
      assertThat(filesWith(SECRET)).isNotEmpty();
      assertThat(log.erase(SECRET.length())).isEmpty();
      assertThat(filesWith(SECRET)).isEmpty();
      assertThat(filesWith(KEPT)).isNotEmpty();
    }
    assertThat(filesWith(SECRET)).isEmpty();
  }

  @Test
  void erase_ofWhatLiesInDeeperLevels_leavesItInNoFile() throws Exception {
    long end = 0;
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a");
        LogOwner other = new LogOwner(store, "w/b")) {
      for (int i = 0; i < 200; i++) {
        LogRecord noise = noise(end, i);
        log.appendDurably(noise, text(noise.to(), SECRET));
        other.append(noise(other.end(), -i));
        end = noise.to() + SECRET.length();
      }
    }
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      log.appendDurably(text(end, SECRET + KEPT));
      assertThat(filesWith(SECRET)).isNotEmpty();
      assertThat(log.erase(end + SECRET.length())).isEmpty();
      assertThat(filesWith(SECRET)).isEmpty();
      assertThat(Records.texts(log.read(0, Integer.MAX_VALUE))).hasSize(1);
    }
  }

  @Test
  void erase_ofWhatATrimHid_leavesItInNoFile() throws Exception {
    try (RocksDbLogStore store = openStore();
        LogOwner log = new LogOwner(store, "w/a")) {
      log.appendDurably(text(0, SECRET), noise(SECRET.length(), 1));
      log.trim(SECRET.length());
      assertThat(log.erase(SECRET.length())).isEmpty();
      assertThat(filesWith(SECRET)).isEmpty();
    }
  }

  @Test
  void erase_ofWholeLogs_leavesTheirRecordsInNoFile() throws Exception {
    try (RocksDbLogStore store = openStore();
        LogOwner first = new LogOwner(store, "w/a");
        LogOwner second = new LogOwner(store, "w/b");
        LogOwner third = new LogOwner(store, "w/c")) {
      first.appendDurably(text(0, SECRET));
      second.appendDurably(text(0, SECRET));
      third.appendDurably(text(0, KEPT));
      CompletableFuture<Optional<LogFailure>> erased = new CompletableFuture<>();
      store.erase(
          List.of("w/a", "w/b"),
          Runnable::run,
          failure -> erased.complete(Optional.ofNullable(failure)));
      assertThat(await(erased)).isEmpty();
      assertThat(filesWith(SECRET)).isEmpty();
      assertThat(filesWith(KEPT)).isNotEmpty();
    }
  }

  /** Small memtables, so that the bytes get into tables of several levels. */
  private RocksDbLogStore openStore() {
    return new RocksDbLogStore(
        RocksDbOptions.in(directory.resolve("log")).withWriteBufferBytes(128 * 1024));
  }

  private static LogRecord text(long from, String text) {
    return Records.record(from, from + text.length(), text);
  }

  private static LogRecord noise(long from, int seed) {
    byte[] payload = new byte[16 * 1024];
    new Random(seed).nextBytes(payload);
    return new LogRecord(from, from + payload.length, payload);
  }

  private List<Path> filesWith(String text) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> Files.isRegularFile(file) && contains(file, text)).toList();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      return false; // it went away meanwhile
    }
  }
}
