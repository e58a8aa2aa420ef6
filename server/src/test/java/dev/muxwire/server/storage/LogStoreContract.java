package dev.muxwire.server.storage;

import static dev.muxwire.server.storage.LogOwner.await;
import static dev.muxwire.server.storage.Records.marker;
import static dev.muxwire.server.storage.Records.record;
import static dev.muxwire.server.storage.Records.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogNames;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds for every engine: all of {@link LogContract}, and the store around the logs. */
public abstract class LogStoreContract extends LogContract {
  @Test
  void open_ofABadName_isRefused() {
    for (String bad :
        List.of("", "/a", "a/", "a//b", "A", "a b", "ä", "a".repeat(LogNames.MAX_NAME_BYTES + 1))) {
      assertThatThrownBy(() -> store().open(bad, Runnable::run))
          .isInstanceOf(IllegalArgumentException.class);
    }
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
  void generation_staysWhatItWas_whenNothingIsLost() throws Exception {
    long before = store().generation();
    own("w/a").appendDurably(record(0, 1, "a"));
    assertThat(store().generation()).isEqualTo(before);
    reopenStore();
    assertThat(store().generation()).isEqualTo(before);
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
