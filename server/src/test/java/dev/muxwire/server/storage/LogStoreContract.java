package dev.muxwire.server.storage;

import static dev.muxwire.server.storage.LogOwner.await;
import static dev.muxwire.server.storage.Records.marker;
import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import dev.muxwire.server.storage.LogOwner.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every engine. */
public abstract class LogStoreContract {
  protected static final int ANY_BYTES = 1 << 20;

  private final List<LogOwner> owners = new ArrayList<>();
  private @Nullable LogStore store;

  /** A store with nothing in it. */
  protected abstract LogStore openEmpty() throws Exception;

  /** A store with what the closed one held. */
  protected abstract LogStore openAgain(LogStore closed) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = openEmpty();
  }

  @AfterEach
  void closeStore() {
    owners.forEach(LogOwner::close);
    store().close();
  }

  protected LogStore store() {
    if (store == null) {
      throw new IllegalStateException("not open");
    }
    return store;
  }

  protected LogOwner own(String name) {
    LogOwner owner = new LogOwner(store(), name);
    owners.add(owner);
    return owner;
  }

  protected void reopenStore() throws Exception {
    store().close();
    store = openAgain(store());
  }

  @Test
  void open_ofANewName_isEmptyFromZero() {
    LogOwner log = own("w/a");
    assertThat(log.start()).isZero();
    assertThat(log.end()).isZero();
    assertThat(log.read(0, ANY_BYTES)).isEmpty();
    assertThat(log.<byte[]>onLoop(owned -> owned.metadata())).isEmpty();
  }

  @Test
  void open_ofABadName_isRefused() {
    for (String bad : List.of("", "/a", "a/", "a//b", "A", "a b", "ä", "a".repeat(201))) {
      assertThatThrownBy(() -> store().open(bad, Runnable::run))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void read_fromAnyPosition_beginsWithTheRecordThatCoversIt() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 10, "a"), record(10, 11, "b"), record(11, 300, "c"));
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("0..10 a", "10..11 b", "11..300 c");
    assertThat(texts(log.read(9, ANY_BYTES))).first().isEqualTo("0..10 a");
    assertThat(texts(log.read(10, ANY_BYTES))).containsExactly("10..11 b", "11..300 c");
    assertThat(texts(log.read(299, ANY_BYTES))).containsExactly("11..300 c");
    assertThat(log.read(300, ANY_BYTES)).isEmpty();
    assertThat(log.read(5000, ANY_BYTES)).isEmpty();
  }

  @Test
  void read_ofMarkers_keepsTheirOrderAmongRecords() {
    LogOwner log = own("w/a");
    log.appendDurably(marker(0, "m1"), marker(0, "m2"), record(0, 5, "a"));
    log.appendDurably(marker(5, "m3"));
    log.appendDurably(marker(5, "m4"), record(5, 6, "b"), marker(6, "m5"));
    assertThat(texts(log.read(0, ANY_BYTES)))
        .containsExactly("0..0 m1", "0..0 m2", "0..5 a", "5..5 m3", "5..5 m4", "5..6 b", "6..6 m5");
    assertThat(texts(log.read(5, ANY_BYTES)))
        .containsExactly("5..5 m3", "5..5 m4", "5..6 b", "6..6 m5");
    assertThat(texts(log.read(4, ANY_BYTES))).first().isEqualTo("0..5 a");
    assertThat(texts(log.read(6, ANY_BYTES))).containsExactly("6..6 m5");
  }

  @Test
  void read_inSmallSteps_findsEachRecordOnce() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 1, "aaaa"), marker(1, "m1"), marker(1, "m2"));
    log.appendDurably(record(1, 2, "bbbb"), record(2, 3, "c"), record(3, 4, "d"), marker(4, "m3"));
    assertThat(texts(log.read(0, 1))).containsExactly("0..1 aaaa");
    assertThat(texts(log.read(1, 1))).containsExactly("1..1 m1", "1..1 m2", "1..2 bbbb");
    assertThat(texts(log.read(2, 2))).containsExactly("2..3 c", "3..4 d");
    assertThat(texts(log.readAll(0, 1)))
        .containsExactly("0..1 aaaa", "1..1 m1", "1..1 m2", "1..2 bbbb", "2..3 c", "3..4 d");
  }

  @Test
  void append_thatDoesNotJoin_isRefusedAndChangesNothing() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 2, "a"));
    assertThatThrownBy(() -> log.append(record(3, 4, "gap")))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> log.append(record(2, 3, "b"), record(2, 3, "twice")))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(log.end()).isEqualTo(2);
    log.appendDurably(record(2, 3, "c"));
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("0..2 a", "2..3 c");
  }

  @Test
  void append_ofNothing_completesBehindWhatWasBefore() {
    LogOwner log = own("w/a");
    List<String> order = new ArrayList<>();
    CompletableFuture<?> first =
        log.appendLater(record(0, 1, "a")).thenRun(() -> order.add("append"));
    CompletableFuture<?> second = log.appendLater().thenRun(() -> order.add("barrier"));
    await(CompletableFuture.allOf(first, second));
    assertThat(order).containsExactly("append", "barrier");
  }

  @Test
  void completions_ofOneLog_comeInTheOrderOfTheCalls() {
    LogOwner log = own("w/a");
    List<Integer> order = new ArrayList<>();
    CompletableFuture<?> last = new CompletableFuture<>();
    for (int i = 0; i < 500; i++) {
      int number = i;
      last = log.appendLater(record(i, i + 1, "x")).thenRun(() -> order.add(number));
    }
    await(last);
    assertThat(order).hasSize(500).isSorted();
  }

  @Test
  void read_rightAfterAppends_seesThemAll() {
    LogOwner log = own("w/a");
    List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      reads.add(log.appendThenRead(record(i, i + 1, "p" + i), Math.max(0, i - 20)));
    }
    for (int i = 0; i < 300; i++) {
      List<String> expected = new ArrayList<>();
      for (int from = Math.max(0, i - 20); from <= i; from++) {
        expected.add(from + ".." + (from + 1) + " p" + from);
      }
      assertThat(texts(await(reads.get(i)).records())).isEqualTo(expected);
    }
  }

  @Test
  void read_ofAMarkerThatIsDurable_beforeARecordThatIsNot_seesBoth() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 5, "a"), marker(5, "m"));
    ReadResult result = await(log.appendThenRead(record(5, 6, "b"), 5));
    assertThat(texts(result.records())).containsExactly("5..5 m", "5..6 b");
  }

  @Test
  void trim_givesUpWholeRecordsAndMarkersBefore() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 10, "a"), marker(10, "m"), record(10, 20, "b"));
    log.trim(10);
    assertThat(log.start()).isEqualTo(10);
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("10..10 m", "10..20 b");
    log.trim(15);
    assertThat(log.start()).isEqualTo(15);
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("10..20 b");
    log.trim(12);
    assertThat(log.start()).isEqualTo(15);
  }

  @Test
  void trim_ofEverything_keepsTheEnd() throws Exception {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 10, "a"), marker(10, "m"));
    log.trim(99);
    assertThat(log.start()).isEqualTo(10);
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("10..10 m");
    log.appendDurably();
    reopenStore();
    LogOwner again = own("w/a");
    assertThat(again.start()).isEqualTo(10);
    assertThat(again.end()).isEqualTo(10);
    again.appendDurably(record(10, 12, "b"));
    assertThat(texts(again.read(0, ANY_BYTES))).containsExactly("10..10 m", "10..12 b");
  }

  @Test
  void trim_whileAppending_keepsTheRest() {
    LogOwner log = own("w/a");
    for (int i = 0; i < 200; i++) {
      log.appendLater(Records.filled(i * 4096L, 4096));
      log.trim((i - 9) * 4096L + 1);
    }
    log.appendDurably();
    assertThat(log.start()).isEqualTo(190 * 4096L + 1);
    assertThat(log.read(0, Integer.MAX_VALUE))
        .extracting(kept -> kept.from() / 4096)
        .containsExactly(190L, 191L, 192L, 193L, 194L, 195L, 196L, 197L, 198L, 199L);
  }

  @Test
  void metadata_isReadAtOnce_andKept() throws Exception {
    LogOwner log = own("w/a");
    byte[] value = "epoch 7".getBytes(StandardCharsets.UTF_8);
    assertThat(log.putMetadata(value)).isEmpty();
    log.appendDurably(record(0, 3, "a"));
    log.trim(1);
    assertThat(log.<byte[]>onLoop(owned -> owned.metadata())).isEqualTo(value);
    reopenStore();
    assertThat(own("w/a").<byte[]>onLoop(owned -> owned.metadata())).isEqualTo(value);
    assertThatThrownBy(
            () ->
                own("w/b")
                    .onLoop(
                        owned -> {
                          owned.putMetadata(new byte[65537], failure -> {});
                          return true;
                        }))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everythingAcknowledged_isThereAfterReopening() throws Exception {
    LogOwner log = own("w/a");
    for (int i = 0; i < 50; i++) {
      log.appendDurably(record(i * 2L, i * 2L + 2, "r" + i), marker(i * 2L + 2, "m" + i));
    }
    List<String> before = texts(log.read(0, ANY_BYTES));
    reopenStore();
    LogOwner again = own("w/a");
    assertThat(again.end()).isEqualTo(100);
    assertThat(texts(again.read(0, ANY_BYTES))).isEqualTo(before).hasSize(100);
    again.appendDurably(marker(100, "late"), record(100, 101, "x"));
    assertThat(texts(again.read(100, ANY_BYTES)))
        .containsExactly("100..100 m49", "100..100 late", "100..101 x");
  }

  @Test
  void list_isSortedAndByPrefix_andDeleteErases() throws Exception {
    own("w/b").appendDurably(record(0, 1, "b"));
    own("w/a").appendDurably(record(0, 1, "a"));
    own("v").appendDurably();
    assertThat(store().list("w/")).containsExactly("w/a", "w/b");
    assertThat(store().list("")).containsExactly("v", "w/a", "w/b");
    store().delete("w/a");
    store().delete("w/none");
    assertThat(store().list("w/")).containsExactly("w/b");
    LogOwner anew = own("w/a");
    assertThat(anew.end()).isZero();
    assertThat(anew.read(0, ANY_BYTES)).isEmpty();
    anew.appendDurably(record(0, 2, "new"));
    reopenStore();
    assertThat(store().list("")).containsExactly("v", "w/a", "w/b");
    assertThat(texts(own("w/a").read(0, ANY_BYTES))).containsExactly("0..2 new");
  }

  @Test
  void open_ofAnOpenLog_takesItOver() {
    LogOwner first = own("w/a");
    CompletableFuture<Optional<LogFailure>> appended = first.appendLater(record(0, 1, "a"));
    first.end();
    LogOwner second = own("w/a");
    assertThat(await(appended)).isEmpty();
    assertThat(second.end()).isEqualTo(1);
    assertThat(first.append(record(1, 2, "late")))
        .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.CLOSED));
    second.appendDurably(record(1, 2, "b"));
    assertThat(texts(second.read(0, ANY_BYTES))).containsExactly("0..1 a", "1..2 b");
  }

  @Test
  void manyLogs_appendedFromSeveralLoops_doNotMix() throws Exception {
    int logs = 20;
    int appends = 100;
    List<LogOwner> all = new ArrayList<>();
    List<CompletableFuture<?>> outcomes = new ArrayList<>();
    for (int i = 0; i < logs; i++) {
      all.add(own("w/many/t" + i));
    }
    for (int n = 0; n < appends; n++) {
      for (int i = 0; i < logs; i++) {
        outcomes.add(all.get(i).appendLater(record(n, n + 1, i + ":" + n)));
      }
    }
    await(CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0])));
    reopenStore();
    for (int i = 0; i < logs; i++) {
      int number = i;
      assertThat(own("w/many/t" + i).read(0, ANY_BYTES))
          .hasSize(appends)
          .allSatisfy(
              record ->
                  assertThat(new String(record.payload(), StandardCharsets.UTF_8))
                      .isEqualTo(number + ":" + record.from()));
    }
  }

  @Test
  void close_completesWhatIsPending_andRefusesWhatFollows() {
    LogOwner log = own("w/a");
    List<CompletableFuture<Optional<LogFailure>>> outcomes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      outcomes.add(log.appendLater(record(i, i + 1, "x")));
    }
    log.end();
    store().close();
    outcomes.forEach(outcome -> assertThat(await(outcome)).isEmpty());
    assertThat(log.append(record(100, 101, "late")))
        .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.CLOSED));
    assertThat(await(log.readLater(0, ANY_BYTES)).failure())
        .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.CLOSED));
    assertThatThrownBy(() -> store().open("w/b", Runnable::run))
        .isInstanceOfSatisfying(
            LogStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    store().close();
  }
}
