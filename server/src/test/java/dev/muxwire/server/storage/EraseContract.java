package dev.muxwire.server.storage;

import static dev.muxwire.server.storage.LogOwner.await;
import static dev.muxwire.server.storage.Records.marker;
import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds for every engine when records are erased, of one log or of several whole ones. */
public abstract class EraseContract extends LogStoreFixture {
  @Test
  void erase_inARecord_keepsWhatFollowsThePosition() throws Exception {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 6, "secret"), marker(6, "m"), record(6, 12, "public"));
    assertThat(log.erase(9)).isEmpty();
    assertThat(log.start()).isEqualTo(9);
    assertThat(log.end()).isEqualTo(12);
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("9..12 lic");
    reopenStore();
    LogOwner again = own("w/a");
    assertThat(again.start()).isEqualTo(9);
    assertThat(texts(again.read(0, ANY_BYTES))).containsExactly("9..12 lic");
    again.appendDurably(record(12, 14, "on"));
    assertThat(texts(again.read(9, ANY_BYTES))).containsExactly("9..12 lic", "12..14 on");
  }

  @Test
  void erase_rightAfterAppends_cutsWhatIsNotDurableYet() {
    LogOwner log = own("w/a");
    log.appendLater(record(0, 6, "secret"), record(6, 12, "public"));
    assertThat(log.erase(8)).isEmpty();
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("8..12 blic");
    log.appendDurably(marker(12, "m"), record(12, 13, "x"));
    assertThat(texts(log.readAll(0, 1))).containsExactly("8..12 blic", "12..12 m", "12..13 x");
  }

  @Test
  void erase_severalTimes_cutsTheSameRecordAgain() {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 10, "0123456789"));
    log.trim(2);
    assertThat(log.erase(1)).isEmpty();
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("2..10 23456789");
    assertThat(log.erase(4)).isEmpty();
    assertThat(log.erase(7)).isEmpty();
    assertThat(log.erase(5)).isEmpty();
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("7..10 789");
  }

  @Test
  void erase_ofAllThereIs_keepsTheEndAndItsMarkers() throws Exception {
    LogOwner log = own("w/a");
    log.appendDurably(record(0, 6, "secret"), marker(6, "m"));
    assertThat(log.erase(99)).isEmpty();
    assertThat(texts(log.read(0, ANY_BYTES))).containsExactly("6..6 m");
    reopenStore();
    LogOwner again = own("w/a");
    assertThat(again.start()).isEqualTo(6);
    assertThat(again.end()).isEqualTo(6);
    again.appendDurably(record(6, 7, "x"));
    assertThat(texts(again.read(0, ANY_BYTES))).containsExactly("6..6 m", "6..7 x");
  }

  @Test
  void erase_ofWholeLogs_leavesNoneOfThem() throws Exception {
    own("w/a").appendDurably(record(0, 1, "a"));
    LogOwner open = own("w/b");
    open.appendDurably(record(0, 1, "b"));
    own("w/c").appendDurably(record(0, 1, "c"));
    assertThat(eraseLogs(List.of("w/a", "w/none", "w/b"))).isEmpty();
    assertThat(store().list("")).containsExactly("w/c");
    assertThat(open.append(record(1, 2, "late")))
        .hasValueSatisfying(f -> assertThat(f.kind()).isEqualTo(LogFailure.Kind.CLOSED));
    reopenStore();
    assertThat(store().list("")).containsExactly("w/c");
    assertThat(own("w/a").read(0, ANY_BYTES)).isEmpty();
    assertThat(texts(own("w/c").read(0, ANY_BYTES))).containsExactly("0..1 c");
  }

  private Optional<LogFailure> eraseLogs(List<String> names) {
    CompletableFuture<Optional<LogFailure>> outcome = new CompletableFuture<>();
    store().erase(names, Runnable::run, failure -> outcome.complete(Optional.ofNullable(failure)));
    return await(outcome);
  }
}
