package dev.muxwire.bench.scrollback;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.wire.BlockingWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The process that reads history, of all systems; times are in nanoseconds. */
public final class ReaderProcess {
  private static final int PAGE_LINES = 100;
  private static final long SEED = 11;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private @Nullable HistoryReader muxwire;
  private @Nullable BlockingWebSocket raw;
  private @Nullable TmuxHistory tmux;

  private ReaderProcess() {}

  /** Fetches a page, of so many lines, so many lines above the end. */
  @FunctionalInterface
  private interface Pages {
    long fetch(long linesFromEnd, int count) throws IOException;
  }

  public static void main(String[] args) throws IOException {
    ReaderProcess process = new ReaderProcess();
    new Commands()
        .on("muxwire", process::muxwire)
        .on("raw", process::raw)
        .on("tmux", process::tmux)
        .on("pages", process::pages)
        .on("tmux-pages", process::tmuxPages)
        .on("all", arguments -> process.all())
        .on("raw-all", process::rawAll)
        .on("search", process::search)
        .serve();
    process.close();
  }

  /** Port, token, workspace, terminal; tells how many lines there are. */
  private Object muxwire(List<String> arguments) throws IOException {
    muxwire =
        new HistoryReader(
            Integer.parseInt(arguments.get(0)),
            arguments.get(1),
            arguments.get(2),
            arguments.get(3));
    return muxwire.lines();
  }

  /** Port and path. */
  private Object raw(List<String> arguments) throws IOException {
    raw = new BlockingWebSocket(Integer.parseInt(arguments.get(0)), arguments.get(1), "");
    return "";
  }

  /** Directory, file, its lines. */
  private Object tmux(List<String> arguments) throws IOException {
    tmux = new TmuxHistory(arguments.get(0), arguments.get(1), Long.parseLong(arguments.get(2)));
    return "";
  }

  /** How many times, lines; tells p50 and p99 of the first page, and those of a random page. */
  private Object pages(List<String> arguments) throws IOException {
    HistoryReader reader = Objects.requireNonNull(muxwire);
    long lines = Long.parseLong(arguments.get(1));
    return pages(arguments, (above, count) -> reader.page(lines - above, count));
  }

  private Object tmuxPages(List<String> arguments) throws IOException {
    TmuxHistory history = Objects.requireNonNull(tmux);
    return pages(arguments, (above, count) -> history.page(above - History.SCREEN_LINES, count));
  }

  private Object pages(List<String> arguments, Pages pages) throws IOException {
    int times = Integer.parseInt(arguments.get(0));
    long most = Long.parseLong(arguments.get(1)) - PAGE_LINES;
    Histogram first = new Histogram(3);
    Histogram anywhere = new Histogram(3);
    for (int i = 0; i < times; i++) {
      time(first, pages, History.SCREEN_LINES);
      time(anywhere, pages, random.nextLong(History.SCREEN_LINES, most));
    }
    return told(first) + " " + told(anywhere);
  }

  private static void time(Histogram nanos, Pages pages, long above) throws IOException {
    long began = System.nanoTime();
    long bytes = pages.fetch(above, PAGE_LINES);
    nanos.recordValue(System.nanoTime() - began);
    if (bytes < PAGE_LINES) {
      throw new IOException("a page of " + bytes + " bytes");
    }
  }

  private static String told(Histogram nanos) {
    return nanos.getValueAtPercentile(50) + " " + nanos.getValueAtPercentile(99);
  }

  /** Tells how long all took, and its bytes. */
  private Object all() throws IOException {
    long began = System.nanoTime();
    long bytes = Objects.requireNonNull(muxwire).all();
    return (System.nanoTime() - began) + " " + bytes;
  }

  /** So many bytes. */
  private Object rawAll(List<String> arguments) throws IOException {
    BlockingWebSocket socket = Objects.requireNonNull(raw);
    long began = System.nanoTime();
    for (long left = Long.parseLong(arguments.get(0)); left > 0; ) {
      left -= socket.read().remaining();
    }
    return System.nanoTime() - began;
  }

  /** The pattern, and whether it stands for itself; tells how long, and bytes searched. */
  private Object search(List<String> arguments) throws IOException {
    long began = System.nanoTime();
    long bytes =
        Objects.requireNonNull(muxwire)
            .search(arguments.get(0), Boolean.parseBoolean(arguments.get(1)));
    return (System.nanoTime() - began) + " " + bytes;
  }

  private void close() throws IOException {
    if (muxwire != null) {
      muxwire.close();
    }
    if (raw != null) {
      raw.close();
    }
    if (tmux != null) {
      tmux.close();
    }
  }
}
