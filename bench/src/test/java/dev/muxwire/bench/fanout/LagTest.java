package dev.muxwire.bench.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LagTest {
  private final Lag lag = new Lag(2);

  @Test
  void producer_aheadOfTheSlowest_waitsForIt() throws Exception {
    lag.expect(2);
    lag.awaitRoom();
    lag.awaitRoom();
    CompletableFuture<Void> third = CompletableFuture.runAsync(this::awaitRoom);
    lag.written(0); // by the fast reader
    lag.written(1);
    assertThat(third).isNotDone();

    lag.written(0); // by the slow one
    third.get(10, TimeUnit.SECONDS);
  }

  @Test
  void place_thatIsUsedAgain_waitsForAllReadersAgain() throws Exception {
    lag.expect(1);
    for (int piece = 0; piece < 7; piece++) {
      lag.awaitRoom();
      lag.written(piece);
    }
    lag.awaitRoom();
    lag.awaitRoom();
    CompletableFuture<Void> next = CompletableFuture.runAsync(this::awaitRoom);
    assertThat(next).isNotDone();
    lag.written(7);
    next.get(10, TimeUnit.SECONDS);
  }

  private void awaitRoom() {
    try {
      lag.awaitRoom();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
