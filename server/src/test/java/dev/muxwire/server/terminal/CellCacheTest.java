package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class CellCacheTest {
  private static final int MAX_CELLS = 64;

  private final CellCache cache = new CellCache(MAX_CELLS);
  private final AtomicInteger loads = new AtomicInteger();

  private static long offset(long cell) {
    return cell * Segment.BYTES;
  }

  private void load(long cell) {
    cache.load("t", offset(cell), reading(cell));
  }

  private Supplier<CompletableFuture<Segment>> reading(long cell) {
    return () -> {
      loads.incrementAndGet();
      return CompletableFuture.completedFuture(new Segment(offset(cell)));
    };
  }

  @Test
  void everyCellOfALongHistory_isReadOnce_howeverOftenOthersWereAskedForBefore() {
    for (int i = 0; i < 10 * MAX_CELLS; i++) {
      load(1_000_000 + i % MAX_CELLS);
    }
    loads.set(0);
    int cells = 100 * MAX_CELLS;
    for (int at = 0; at < cells; at++) {
      for (int ahead = at; ahead < Math.min(cells, at + 2 * CellReader.RUN_CELLS); ahead++) {
        load(ahead);
      }
      assertThat(cache.find("t", offset(at))).isNotNull();
    }
    assertThat(loads).hasValue(cells);
  }

  @Test
  void cellsUsedLatest_areKept_andLookingWhetherOneIsThereIsNoUse() {
    for (int cell = 0; cell < MAX_CELLS; cell++) {
      load(cell);
    }
    cache.find("t", offset(0));
    cache.hasOrReads("t", offset(1));
    load(MAX_CELLS);
    assertThat(cache.hasOrReads("t", offset(0))).isTrue();
    assertThat(cache.hasOrReads("t", offset(1))).isFalse();
  }

  @Test
  void cellThatIsBeingRead_isSharedAndNotFound() {
    CompletableFuture<Segment> reading = new CompletableFuture<>();
    assertThat(cache.load("t", 0, () -> reading)).isSameAs(reading);
    assertThat(cache.load("t", 0, reading(0))).isSameAs(reading);
    assertThat(cache.hasOrReads("t", 0)).isTrue();
    assertThat(cache.find("t", 0)).isNull();
    Segment segment = new Segment(0);
    reading.complete(segment);
    assertThat(cache.find("t", 0)).isSameAs(segment);
    assertThat(loads).hasValue(0);
  }

  @Test
  void cellThatCannotBeRead_isForgotten_butNotOneThatTookItsPlace() {
    CompletableFuture<Segment> fails = new CompletableFuture<>();
    cache.load("t", 0, () -> fails);
    fails.completeExceptionally(new IllegalStateException());
    assertThat(cache.hasOrReads("t", 0)).isFalse();

    CompletableFuture<Segment> failsLate = new CompletableFuture<>();
    cache.load("t", 0, () -> failsLate);
    cache.put("t", new Segment(0));
    failsLate.completeExceptionally(new IllegalStateException());
    assertThat(cache.find("t", 0)).isNotNull();
  }

  @Test
  void cellsBeforeAnOffset_areForgotten_thoseOfOtherTerminalsNot() {
    load(0);
    load(1);
    cache.load("other", 0, reading(0));
    cache.forgetBefore("t", offset(1));
    assertThat(cache.hasOrReads("t", 0)).isFalse();
    assertThat(cache.hasOrReads("t", offset(1))).isTrue();
    assertThat(cache.hasOrReads("other", 0)).isTrue();
    cache.forget("t", offset(1));
    assertThat(cache.hasOrReads("t", offset(1))).isFalse();
  }
}
