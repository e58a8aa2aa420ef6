package dev.muxwire.server.storage;

import static dev.muxwire.server.storage.LogOwner.await;
import static dev.muxwire.server.storage.Records.marker;
import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.storage.LogOwner.ReadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds for one log of every engine: appends, reads, trims, and {@link EraseContract}. */
public abstract class LogContract extends EraseContract {
  @Test
  void open_ofANewName_isEmptyFromZero() {
    LogOwner log = own("w/a");
    assertThat(log.start()).isZero();
    assertThat(log.end()).isZero();
    assertThat(log.read(0, ANY_BYTES)).isEmpty();
    assertThat(log.<byte[]>onLoop(owned -> owned.metadata())).isEmpty();
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
}
