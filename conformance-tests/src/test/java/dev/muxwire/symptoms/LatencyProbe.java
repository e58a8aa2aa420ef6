package dev.muxwire.symptoms;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks for something every 200 ms, or as often as is said, whether or not the last answer came, and
 * keeps how long each answer took: who waits for answers before asking again misses most of the bad
 * times.
 */
final class LatencyProbe implements AutoCloseable {
  private static final long INTERVAL_MS = 200;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "latency-probe");
            thread.setDaemon(true);
            return thread;
          });
  private final List<CompletableFuture<Long>> answers = new CopyOnWriteArrayList<>();

  LatencyProbe(Supplier<CompletableFuture<?>> question) {
    this(question, INTERVAL_MS);
  }

  LatencyProbe(Supplier<CompletableFuture<?>> question, long intervalMs) {
    timer.scheduleAtFixedRate(() -> ask(question), 0, intervalMs, TimeUnit.MILLISECONDS);
  }

  /** How often it has asked. */
  int asked() {
    return answers.size();
  }

  private void ask(Supplier<CompletableFuture<?>> question) {
    long start = System.nanoTime();
    answers.add(question.get().thenApply(answer -> System.nanoTime() - start));
  }

  /** Asks no more. */
  @Override
  public void close() {
    timer.shutdown();
  }

  /** Asks no more, waits for the last answers, and says how long they took. */
  Latencies finish() throws Exception {
    close();
    TestServer.done(CompletableFuture.supplyAsync(this::awaitTimer));
    for (CompletableFuture<Long> answer : answers) {
      TestServer.done(answer);
    }
    return new Latencies(answers.stream().map(CompletableFuture::join).sorted().toList());
  }

  private boolean awaitTimer() {
    try {
      return timer.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * How long answers took.
   *
   * @param nanos the shortest first
   */
  record Latencies(List<Long> nanos) {
    double ms(double quantile) {
      return nanos.get((int) Math.ceil(quantile * (nanos.size() - 1))) / 1e6;
    }

    @Override
    public String toString() {
      return "median %.0f ms, p99 %.0f ms, most %.0f ms, of %d"
          .formatted(ms(0.5), ms(0.99), ms(1), nanos.size());
    }
  }
}
