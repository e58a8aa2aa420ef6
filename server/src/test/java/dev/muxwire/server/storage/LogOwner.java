package dev.muxwire.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Owns one log on a loop of its own, and lets a test wait for what the loop was told. */
public final class LogOwner implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 30;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final Log log;

  public LogOwner(LogStore store, String name) {
    log = store.open(name, loop);
  }

  /** Runs on the loop and waits for the result. */
  public <T> T onLoop(Function<Log, T> call) {
    return await(CompletableFuture.supplyAsync(() -> call.apply(log), loop));
  }

  public long start() {
    return onLoop(Log::start);
  }

  public long end() {
    return onLoop(Log::end);
  }

  public void trim(long before) {
    onLoop(
        owned -> {
          owned.trim(before);
          return true;
        });
  }

  /** Erases before a position; what remains of a payload is its last bytes. */
  public Optional<LogFailure> erase(long before) {
    return await(eraseLater(before));
  }

  /** As {@link #erase}, the outcome once it is told. */
  public CompletableFuture<Optional<LogFailure>> eraseLater(long before) {
    CompletableFuture<Optional<LogFailure>> outcome = new CompletableFuture<>();
    loop.execute(
        () ->
            log.erase(
                before,
                Records::lastBytes,
                failure -> outcome.complete(Optional.ofNullable(failure))));
    return outcome;
  }

  /** The outcome once it is told. */
  public CompletableFuture<Optional<LogFailure>> appendLater(LogRecord... records) {
    CompletableFuture<Optional<LogFailure>> outcome = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            log.append(List.of(records), failure -> outcome.complete(Optional.ofNullable(failure)));
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return outcome;
  }

  public Optional<LogFailure> append(LogRecord... records) {
    return await(appendLater(records));
  }

  public void appendDurably(LogRecord... records) {
    assertThat(append(records)).isEmpty();
  }

  public Optional<LogFailure> putMetadata(byte[] metadata) {
    CompletableFuture<Optional<LogFailure>> outcome = new CompletableFuture<>();
    loop.execute(
        () -> log.putMetadata(metadata, failure -> outcome.complete(Optional.ofNullable(failure))));
    return await(outcome);
  }

  public CompletableFuture<ReadResult> readLater(long from, int maxBytes) {
    CompletableFuture<ReadResult> result = new CompletableFuture<>();
    loop.execute(() -> readInto(result, from, maxBytes));
    return result;
  }

  public List<LogRecord> read(long from, int maxBytes) {
    ReadResult result = await(readLater(from, maxBytes));
    assertThat(result.failure()).isEmpty();
    return result.records();
  }

  /** What the log holds from a position on, read in steps. */
  public List<LogRecord> readAll(long from, int stepBytes) {
    List<LogRecord> all = new ArrayList<>();
    long position = from;
    while (true) {
      List<LogRecord> step = read(position, stepBytes);
      all.addAll(step);
      long next = step.isEmpty() ? position : step.get(step.size() - 1).to();
      if (next == position || next == end()) {
        return all;
      }
      position = next;
    }
  }

  /** Appends and asks for a read in one turn of the loop, before anything can be durable. */
  public CompletableFuture<ReadResult> appendThenRead(LogRecord record, long from) {
    CompletableFuture<ReadResult> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          log.append(List.of(record), Log.Completion.NONE);
          readInto(result, from, Integer.MAX_VALUE);
        });
    return result;
  }

  private void readInto(CompletableFuture<ReadResult> result, long from, int maxBytes) {
    log.read(
        from,
        maxBytes,
        (records, failure) ->
            result.complete(new ReadResult(records, Optional.ofNullable(failure))));
  }

  public static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }

  /** What a read was answered. */
  public record ReadResult(List<LogRecord> records, Optional<LogFailure> failure) {}
}
