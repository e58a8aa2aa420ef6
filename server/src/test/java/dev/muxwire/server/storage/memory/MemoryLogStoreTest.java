package dev.muxwire.server.storage.memory;

import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogFailure.Kind;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.LogOwner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine in memory can do beyond the contract: delays, crashes, failures. */
class MemoryLogStoreTest {
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final MemoryLogStore store = new MemoryLogStore(syncs::add);

  @Test
  void backup_isOfTheNextGeneration_andHoldsWhatIsDurable() {
    MemoryLogStore original = new MemoryLogStore();
    try (LogOwner log = new LogOwner(original, "w/a")) {
      log.appendDurably(record(0, 1, "a"));
      MemoryLogStore backup = original.backup();
      log.appendDurably(record(1, 2, "b"));
      assertThat(backup.generation()).isNotEqualTo(original.generation());
      assertThat(original.crash().generation()).isEqualTo(original.generation());
      try (LogOwner restored = new LogOwner(backup, "w/a")) {
        assertThat(restored.end()).isEqualTo(1);
        restored.appendDurably(record(1, 2, "c"));
      }
    }
  }

  @Test
  void append_isReadAtOnce_andDurableWhenTheSchedulerSaysSo() {
    Log log = openSynced(store, "a");
    append(log, "one");
    append(log, "two");
    assertThat(read(log)).containsExactly("0..1 one", "1..2 two");
    assertThat(told).isEmpty();
    sync();
    assertThat(told).containsExactly("one durable");
    sync();
    assertThat(told).containsExactly("one durable", "two durable");
    assertThat(syncs).isEmpty();
  }

  @Test
  void crash_keepsWhatWasSynced_andSilencesTheOldStore() {
    Log log = openSynced(store, "a");
    append(log, "one");
    append(log, "two");
    sync();
    log.trim(1);
    MemoryLogStore after = store.crash();
    append(log, "ghost");
    log.read(0, 100, (records, failure) -> told.add("read"));
    while (!syncs.isEmpty()) {
      sync();
    }
    assertThat(told).containsExactly("one durable");
    Log recovered = after.open("a", Runnable::run);
    assertThat(read(recovered)).containsExactly("0..1 one");
    assertThat(recovered.start()).isZero();
    assertThat(recovered.end()).isEqualTo(1);
  }

  @Test
  void crash_mayKeepAPrefixOfWhatWasNotSynced() {
    Log log = openSynced(store, "a");
    append(log, "one");
    log.putMetadata(new byte[] {1}, Log.Completion.NONE);
    append(log, "two");
    log.trim(1);
    assertThat(store.unsyncedWrites()).isEqualTo(4);
    Log recovered = store.crash(3).open("a", Runnable::run);
    assertThat(read(recovered)).containsExactly("0..1 one", "1..2 two");
    assertThat(recovered.metadata()).containsExactly(1);
  }

  @Test
  void failedWrites_failTheLogUntilItIsOpenedAgain() {
    Log log = openSynced(store, "a");
    append(log, "one");
    sync();
    store.failWrites(new LogFailure(Kind.FULL, "no space"));
    append(log, "two");
    append(log, "three");
    sync();
    store.failWrites(null);
    sync();
    append(log, "four");
    sync();
    assertThat(told).containsExactly("one durable", "two FULL", "three FULL", "four FULL");
    Log again = openSynced(store, "a");
    assertThat(again.end()).isEqualTo(1);
    append(again, "five");
    sync();
    assertThat(read(again)).containsExactly("0..1 one", "1..2 five");
  }

  @Test
  void callbacksThatAppend_doNotRecurse() {
    MemoryLogStore immediate = new MemoryLogStore();
    Log log = immediate.open("a", Runnable::run);
    appendUntil(log, 100_000);
    assertThat(log.end()).isEqualTo(100_000);
  }

  private static void appendUntil(Log log, long end) {
    LogRecord next = record(log.end(), log.end() + 1, "");
    log.append(
        List.of(next),
        failure -> {
          if (next.to() < end) {
            appendUntil(log, end);
          }
        });
  }

  private Log openSynced(MemoryLogStore opened, String name) {
    Log log = opened.open(name, Runnable::run);
    sync();
    return log;
  }

  private void append(Log log, String payload) {
    log.append(
        List.of(record(log.end(), log.end() + 1, payload)),
        failure -> told.add(payload + " " + (failure == null ? "durable" : failure.kind())));
  }

  private static List<String> read(Log log) {
    List<String> found = new ArrayList<>();
    log.read(log.start(), 1000, (records, failure) -> found.addAll(texts(records)));
    return found;
  }

  private void sync() {
    syncs.remove().run();
  }
}
