package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.server.CountingLogStore;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbLogStore;
import dev.muxwire.server.storage.rocksdb.RocksDbOptions;
import dev.muxwire.time.SerialLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A long history on a real disk: a line is found by its number without reading what lies before it.
 * {@code -Dmuxwire.lines=} makes it longer or shorter.
 */
class LineIndexScaleTest {
  private static final long LINES = Long.getLong("muxwire.lines", 10_000_000);
  private static final int LINES_AT_ONCE = 4_000;
  private static final int LINE_BYTES = 10;

  @TempDir Path directory;
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

  /** Fails with the first task of the loop that does. */
  private final CompletableFuture<Object> trouble = new CompletableFuture<>();

  private final SerialLoop loop = new SerialLoop(pool, timers, trouble::completeExceptionally);

  @AfterEach
  void stop() {
    pool.shutdownNow();
    timers.shutdownNow();
  }

  /** On the loop, and waited for. */
  private <T> T await(Supplier<CompletableFuture<T>> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () ->
            task.get()
                .whenComplete(
                    (value, failure) -> {
                      if (failure == null) {
                        result.complete(value);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    }));
    CompletableFuture.anyOf(result, trouble).join();
    return result.join();
  }

  private static LineIndex index(SerialLoop loop, LogStore store, Log output, boolean stored) {
    return new LineIndex(
        loop,
        new LineIndex.Storage() {
          @Override
          public Log open() {
            return store.open("terminal-lines/t", loop);
          }

          @Override
          public void delete() {
            store.delete("terminal-lines/t");
          }
        },
        stored,
        output);
  }

  @Test
  void anyLine_isFoundInAFewSmallReads() {
    RocksDbOptions options = RocksDbOptions.in(directory.resolve("store"));
    try (RocksDbLogStore store = new RocksDbLogStore(options)) {
      print(store);
    }
    try (CountingLogStore store = new CountingLogStore(new RocksDbLogStore(options))) {
      Log output = store.open("terminal/t", loop);
      LineIndex index = index(loop, store, output, true);
      LineRange last = LineRange.newBuilder().setOffset(-1).setBefore(1).build();
      LineSpan end = await(() -> LineLookup.span(index, last, () -> true));
      assertThat(end.firstLine()).isEqualTo(LINES - 1);
      for (long line : List.of(0L, LINES / 3, LINES / 2, LINES - 2)) {
        store.forget();
        LineRange range = LineRange.newBuilder().setLine(line).setAfter(50).build();
        LineSpan span = await(() -> LineLookup.span(index, range, () -> true));

        assertThat(span.from()).isEqualTo(line * LINE_BYTES);
        assertThat(span.firstLine()).isEqualTo(line);
        long cells = LINES * LINE_BYTES / Segment.BYTES + 1;
        System.out.printf(
            "line %,d of %,d, in %,d cells: %d reads, %d records, %,d bytes%n",
            line, LINES, cells, store.reads(), store.records(), store.bytes());
        assertThat(store.reads()).isLessThan(10);
        assertThat(store.bytes()).isLessThan(6L * Segment.BYTES);
      }
    }
  }

  /** The lines, each with its number, as a host would publish them. */
  private void print(RocksDbLogStore store) {
    Log output = store.open("terminal/t", loop);
    LineIndex index = index(loop, store, output, false);
    for (long line = 0; line < LINES; line += LINES_AT_ONCE) {
      ByteString data = lines(line, Math.min(LINES, line + LINES_AT_ONCE));
      CompletableFuture<Boolean> durable = new CompletableFuture<>();
      await(
          () -> {
            append(output, index, data, durable);
            return CompletableFuture.completedFuture(true);
          });
      if (line % (16L * LINES_AT_ONCE) == 0) {
        durable.join(); // a host has so much under way
      }
    }
    await(
        () -> {
          CompletableFuture<Boolean> sealed = new CompletableFuture<>();
          index.seal(() -> sealed.complete(true));
          return sealed;
        });
  }

  private static void append(
      Log output, LineIndex index, ByteString data, CompletableFuture<Boolean> durable) {
    long from = output.end();
    PublishOutput published = PublishOutput.newBuilder().setOffset(from).setData(data).build();
    output.append(
        List.of(
            OutputRecords.of(
                from, from + data.size(), ClientFrame.PUBLISH_OUTPUT_FIELD_NUMBER, published)),
        failure -> {
          index.durable(from + data.size());
          durable.complete(failure == null);
        });
    index.appended(from, data);
  }

  private static ByteString lines(long from, long to) {
    byte[] bytes = new byte[(int) (to - from) * LINE_BYTES];
    int at = 0;
    for (long line = from; line < to; line++) {
      long rest = line;
      for (int digit = LINE_BYTES - 2; digit >= 0; digit--) {
        bytes[at + digit] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      bytes[at + LINE_BYTES - 1] = '\n';
      at += LINE_BYTES;
    }
    return ByteString.copyFrom(bytes);
  }
}
