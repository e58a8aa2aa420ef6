package dev.muxwire.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.proto.v1.PublishHole;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.PublishResized;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A terminal that a test publishes, on a disk that syncs and crashes when the test says so. */
final class LinesBench {
  static final String OUTPUT_LOG = "terminal/t";
  static final String LINES_LOG = "terminal-lines/t";

  final FakeLoop loop = new FakeLoop();
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private final UnaryOperator<LogStore> wrapping;
  private final long retentionBytes;
  private MemoryLogStore store = new MemoryLogStore(syncs::add);
  private TerminalDirectory directory;
  private QuietHost publisher = new QuietHost();

  LinesBench(long retentionBytes) {
    this(retentionBytes, store -> store);
  }

  /**
   * @param wrapping what the terminals see of the store
   */
  LinesBench(long retentionBytes, UnaryOperator<LogStore> wrapping) {
    this.retentionBytes = retentionBytes;
    this.wrapping = wrapping;
    this.directory = open();
    settle();
    directory.register("h", "i", Set.of(), false, publisher);
    directory.open("t", "h", TerminalSpec.getDefaultInstance(), outcome -> {});
    settle();
    directory.opened("t", null);
    publish();
  }

  private TerminalDirectory open() {
    return new TerminalDirectory(
        "terminal/",
        loop,
        wrapping.apply(store),
        new BlockCache(4 * Segment.BYTES),
        new QuietEvents(),
        () -> 7,
        new TerminalDirectory.Settings(retentionBytes, 2 * Segment.BYTES, 1_000, Segment.BYTES));
  }

  MemoryLogStore store() {
    return store;
  }

  Terminal terminal() {
    return Objects.requireNonNull(directory.find("t"));
  }

  /** Runs what is to be run, without any sync. */
  void run() {
    loop.run();
  }

  void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  void sync() {
    if (!syncs.isEmpty()) {
      syncs.remove().run();
    }
    loop.run();
  }

  void publish() {
    publisher = new QuietHost();
    terminal().publish(publisher, 0);
    settle();
  }

  void print(String text) {
    print(ByteString.copyFromUtf8(text));
  }

  void print(ByteString data) {
    long offset = terminal().output().end();
    terminal()
        .append(publisher, PublishOutput.newBuilder().setOffset(offset).setData(data).build());
    loop.run();
  }

  void hole(long bytes) {
    long end = terminal().output().end();
    terminal()
        .hole(
            publisher,
            PublishHole.newBuilder()
                .setFrom(end)
                .setTo(end + bytes)
                .setReason(SkipReason.SKIP_REASON_HOST_OVERFLOW)
                .build());
    loop.run();
  }

  void resize(int columns) {
    terminal()
        .resized(
            publisher,
            PublishResized.newBuilder()
                .setOffset(terminal().output().end())
                .setSize(TerminalSize.newBuilder().setColumns(columns).setRows(24))
                .build());
    loop.run();
  }

  void purge(long before) {
    terminal().purge(before, problem -> assertThat(problem).isNull());
    loop.run();
  }

  /** Kills the server, and starts it on what the disk kept. */
  void crash(int keptUnsyncedWrites) {
    restartOn(store.crash(keptUnsyncedWrites));
  }

  void restartOn(MemoryLogStore another) {
    syncs.clear();
    store = another;
    directory = open();
    settle();
    directory.register("h", "i", Set.of("t"), false, publisher);
    publish();
  }

  LineSpan span(LineRange range) {
    CompletableFuture<LineSpan> span = new CompletableFuture<>();
    terminal()
        .span(range, () -> true)
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                span.complete(found);
              } else {
                span.completeExceptionally(failure);
              }
            });
    loop.run();
    assertThat(span).isDone();
    return span.join();
  }

  String facts() {
    return "from %d, %s".formatted(terminal().output().retainedFrom(), terminal().output().facts());
  }

  /** What a reader gets of a range. */
  byte[] read(long from, long to) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputCursor cursor = new OutputCursor(terminal().output(), from);
    int loadedInVain = 0;
    while (cursor.position() < to) {
      OutputCursor.Step step = cursor.next((int) (to - cursor.position()));
      if (step instanceof OutputCursor.Data data) {
        bytes.write(data.array(), data.from(), data.length());
        loadedInVain = 0;
      } else if (step instanceof OutputCursor.NotLoaded) {
        assertThat(++loadedInVain)
            .as("loads at %d of %d, %s", cursor.position(), to, terminal().output().facts())
            .isLessThan(3);
        cursor.load(failure -> assertThat(failure).isNull());
        loop.run();
      } else {
        assertThat(step).isNotInstanceOf(OutputCursor.AtEnd.class);
      }
    }
    return bytes.toByteArray();
  }
}
