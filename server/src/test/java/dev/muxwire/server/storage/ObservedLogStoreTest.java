package dev.muxwire.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.server.UnopenableLogs;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An observed store keeps the contract of the one behind it, and tells what it saw. */
class ObservedLogStoreTest extends LogStoreContract {
  private static final LogFailure FULL = new LogFailure(LogFailure.Kind.FULL, "no space");

  private final List<String> told = new ArrayList<>();
  private MemoryLogStore engine = new MemoryLogStore();
  private long nanos;

  @Override
  protected LogStore openEmpty() {
    engine = new MemoryLogStore();
    return observed();
  }

  @Override
  protected LogStore openAgain(LogStore closed) {
    engine = engine.crash();
    return observed();
  }

  private ObservedLogStore observed() {
    return new ObservedLogStore(
        engine,
        () -> nanos,
        new ObservedLogStore.Observer() {
          @Override
          public synchronized void durable(long tookNanos) {
            told.add("durable " + tookNanos);
          }

          @Override
          public synchronized void failed(String log, LogFailure failure) {
            told.add(log + " " + failure.kind());
          }
        });
  }

  private static void append(Log log) {
    LogRecord record = new LogRecord(log.end(), log.end() + 1, new byte[1]);
    log.append(List.of(record), failure -> {});
  }

  @Test
  void aLogThatFails_isToldOnce_andBrokenUntilItIsOpenedAndWrittenAgain() {
    ObservedLogStore store = observed();
    Log log = store.open("a", Runnable::run);
    append(log);
    engine.failWrites(FULL);
    append(log);
    append(log);

    assertThat(told).containsExactly("durable 0", "a FULL");
    assertThat(store.brokenLogs()).containsOnlyKeys("a");

    append(store.open("a", Runnable::run)); // somebody sees whether it works again
    store.open("a", Runnable::run).putMetadata(new byte[1], failure -> {});
    assertThat(told).containsExactly("durable 0", "a FULL");
    assertThat(store.brokenLogs()).containsOnlyKeys("a");

    engine.failWrites(null);
    Log again = store.open("a", Runnable::run);
    assertThat(store.brokenLogs()).containsOnlyKeys("a");
    again.putMetadata(new byte[1], failure -> {});
    assertThat(store.brokenLogs()).isEmpty();

    engine.failWrites(FULL);
    append(again);
    assertThat(told).containsExactly("durable 0", "a FULL", "a FULL");
  }

  @Test
  void aLogThatCannotBeRead_isNotMadeGoodByItsWrites() {
    ObservedLogStore store = observed();
    Log log = store.open("a", Runnable::run);
    append(log);
    engine.failReads(new LogFailure(LogFailure.Kind.DAMAGED, "a bit"));
    log.read(0, 1, (records, failure) -> {});
    append(log);
    assertThat(store.brokenLogs()).containsOnlyKeys("a");
  }

  @Test
  void aLogThatCannotBeOpened_isToldOnce() {
    ObservedLogStore store =
        new ObservedLogStore(
            new UnopenableLogs(engine, Set.of("a")),
            () -> nanos,
            new ObservedLogStore.Observer() {
              @Override
              public void durable(long tookNanos) {}

              @Override
              public void failed(String log, LogFailure failure) {
                told.add(log + " " + failure.kind());
              }
            });
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> store.open("a", Runnable::run))
          .isInstanceOf(LogStoreException.class);
    }
    assertThat(told).containsExactly("a DAMAGED");
    assertThat(store.brokenLogs()).containsOnlyKeys("a");
  }

  @Test
  void aLogThatIsClosed_isNotBroken() {
    ObservedLogStore store = observed();
    Log log = store.open("a", Runnable::run);
    store.open("a", Runnable::run);

    append(log);

    assertThat(store.brokenLogs()).isEmpty();
    assertThat(told).isEmpty();
  }
}
