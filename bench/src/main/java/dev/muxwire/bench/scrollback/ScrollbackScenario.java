package dev.muxwire.bench.scrollback;

import dev.muxwire.bench.fanout.Publisher;
import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.process.Programs;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.Jetty;

/** A terminal with a history of millions of lines. */
public final class ScrollbackScenario implements Scenario {
  private static final String CEILING = "raw-jetty";
  private static final String CEILING_FROM_STORE = "raw-jetty-rocksdb";
  private static final String TMUX = "tmux";
  private static final double MB = 1e6;
  private static final double NANOS_A_MS = 1e6;

  /** What no line has, though many begin as if: so all of it is searched. */
  private record Wanted(String kind, String ratio, String pattern, boolean literal) {}

  private static final List<Wanted> WANTED =
      List.of(
          new Wanted("text", "search_literal_mb_per_s", "Deploy the flaky :1000", true),
          new Wanted(
              "regular expression with text in it",
              "search_regex_with_text_mb_per_s",
              "flaky [a-z]+ .*:[0-9]{4}",
              false),
          new Wanted(
              "regular expression",
              "search_regex_mb_per_s",
              "(Fix|Deploy|Review) .*:[0-9]{4}",
              false));

  @Override
  public String name() {
    return "scrollback";
  }

  @Override
  public String summary() {
    return "a terminal's long history: a page of it, all of it, a search through it";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, CEILING, CEILING_FROM_STORE, TMUX);
  }

  @Override
  public void measure(Run run) throws Exception {
    Files.createDirectories(run.directory());
    long lines = run.choose(10_000_000L, 1_000_000L, 10_000L);
    Path file = run.directory().resolve("history");
    run.progress("writing " + lines + " lines");
    History.write(file, lines);
    Child reader = run.open(Child.jvm(ReaderProcess.class, run.directory().resolve("reader.log")));
    MuxwireProcess server = run.open(MuxwireProcess.start(run.directory().resolve("muxwire")));
    fill(run, server, file, reader);
    List<Ceiling> ceilings = startCeilings(run, file);
    long tmuxLines = startTmux(run, reader, file, lines);
    run.warmUp(Run.MUXWIRE, () -> reader.ask("all"));
    for (Ceiling ceiling : ceilings) {
      run.warmUp(ceiling.name(), ceiling::megabytesPerSecond);
    }
    run.rounds(() -> measureRound(run, reader, ceilings, lines, tmuxLines));
    run.atMost("first_page_ms", 5);
    run.atMost("random_page_ms", 5);
    run.atLeast("bulk_over_raw_jetty", 0.8);
    run.atLeast("search_literal_mb_per_s", 200);
    run.atLeast("search_regex_mb_per_s", 25);
  }

  private static void fill(Run run, MuxwireProcess server, Path file, Child reader)
      throws IOException {
    run.version(Run.MUXWIRE, "this build");
    run.progress("printing " + Files.size(file) + " bytes");
    Child publisher =
        run.open(Child.jvm(Publisher.class, run.directory().resolve("host.log"), "-Xmx512m"));
    String[] terminal =
        publisher.ask("connect", server.uri(), server.token(), 2 * Files.size(file)).split(" ");
    publisher.ask("file", file);
    reader.ask("muxwire", server.port(), server.token(), terminal[0], terminal[1]);
  }

  /**
   * A server that sends the same bytes, and who reads from it.
   *
   * @param command makes it send all of them
   */
  private record Ceiling(
      String name, Child server, Child reader, long bytes, List<Object> command) {
    static Ceiling start(Run run, String name, Path file, List<Object> command) throws IOException {
      Path log = run.directory().resolve(name + ".log");
      Child server = run.open(Child.jvm(RawHistoryServer.class, log));
      Child reader =
          run.open(Child.jvm(ReaderProcess.class, run.directory().resolve(name + "-reader.log")));
      reader.ask("raw", server.ask("port"), RawHistoryServer.PATH);
      return new Ceiling(name, server, reader, Files.size(file), command);
    }

    void send() throws IOException {
      server.ask(command.toArray());
    }

    double megabytesPerSecond() throws Exception {
      CompletableFuture<Long> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return reader.askLong("raw-all", bytes);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      send();
      return bytes / MB / (read.get() / 1e9);
    }
  }

  private static List<Ceiling> startCeilings(Run run, Path file) throws IOException {
    List<Ceiling> ceilings = new ArrayList<>();
    String jetty = "Jetty WebSocket " + Jetty.VERSION;
    if (run.wants(CEILING)) {
      run.version(CEILING, jetty + " that sends the same bytes from a file");
      ceilings.add(Ceiling.start(run, CEILING, file, List.of("file", file)));
    }
    if (run.wants(CEILING_FROM_STORE)) {
      run.version(CEILING_FROM_STORE, jetty + " that sends them from a RocksDB");
      Path directory = run.directory().resolve("rocksdb");
      Ceiling fromStore =
          Ceiling.start(run, CEILING_FROM_STORE, file, List.of("store", directory, file));
      fromStore.send(); // the first time it stores them
      ceilings.add(fromStore);
    }
    return ceilings;
  }

  /** How many lines tmux has; 0, if it takes no part. More would take it long to read. */
  private static long startTmux(Run run, Child reader, Path file, long lines) throws IOException {
    if (!run.wants(TMUX)) {
      return 0;
    }
    Optional<String> version = Programs.output(List.of("tmux", "-V"));
    if (version.isEmpty()) {
      run.skip(TMUX, "no tmux: apt install tmux");
      return 0;
    }
    long most = Math.min(lines, run.choose(1_000_000L, 200_000L, 10_000L));
    run.version(TMUX, version.get() + " with " + most + " lines, on pipes without a network");
    run.progress("printing " + most + " lines in tmux");
    Path part = run.directory().resolve("history-of-tmux");
    History.write(part, most);
    reader.ask("tmux", run.directory(), part, most);
    return most;
  }

  private static void measureRound(
      Run run, Child reader, List<Ceiling> ceilings, long lines, long tmuxLines) throws Exception {
    Figures figures = run.figures();
    int pages = run.choose(200, 100, 10);
    run.progress("pages");
    double[] muxwire = pages(figures, Run.MUXWIRE, reader.ask("pages", pages, lines));
    figures.ratio("first_page_ms", muxwire[0]);
    figures.ratio("random_page_ms", muxwire[1]);
    if (tmuxLines > 0) {
      double[] tmux = pages(figures, TMUX, reader.ask("tmux-pages", pages, tmuxLines));
      figures.ratio("first_page_over_tmux", muxwire[0] / tmux[0]);
    }
    run.progress("all");
    String[] all = reader.ask("all").split(" ");
    figures.add(Run.MUXWIRE, "all of it", "MB/s", rate(all));
    for (Ceiling ceiling : ceilings) {
      figures.add(ceiling.name(), "all of it", "MB/s", ceiling.megabytesPerSecond());
      String ratio = "bulk_over_" + ceiling.name().replace('-', '_');
      figures.ratio(ratio, "all of it", Run.MUXWIRE, ceiling.name());
    }
    run.progress("searches");
    for (Wanted wanted : WANTED) {
      String[] told = reader.ask("search", wanted.pattern, wanted.literal).split(" ");
      figures.add(Run.MUXWIRE, "search for a " + wanted.kind, "MB/s", rate(told));
      figures.ratio(wanted.ratio, rate(told));
    }
  }

  /** Medians of the first page and of a random one, in milliseconds. */
  private static double[] pages(Figures figures, String system, String told) {
    String[] nanos = told.split(" ");
    String[] names = {"first page, p50", "first page, p99", "random page, p50", "random page, p99"};
    for (int i = 0; i < names.length; i++) {
      figures.add(system, names[i], "ms", Long.parseLong(nanos[i]) / NANOS_A_MS);
    }
    return new double[] {
      Long.parseLong(nanos[0]) / NANOS_A_MS, Long.parseLong(nanos[2]) / NANOS_A_MS
    };
  }

  /** Of nanoseconds and bytes: megabytes a second. */
  private static double rate(String[] told) {
    return Long.parseLong(told[1]) / MB / (Long.parseLong(told[0]) / 1e9);
  }
}
