package dev.muxwire.bench.change;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * One field of the incident's workspace changes, and many watch it.
 *
 * <p>The next change is made when every watcher has the one before and a moment has passed, so
 * nothing queues, and there is no schedule that a slow system could fall behind.
 */
public final class ChangeScenario implements Scenario {
  private static final double MICROS = 1e3;
  private static final int HEADER_BYTES = 2;
  private static final long PAUSE_MS = 50;

  /** Of the design that sends most: what one round sends at most, to all watchers. */
  private static final long MOST_PUSHED_BYTES = 1_000_000_000L;

  private static final long PUSH_BYTES = 450_000;

  @Override
  public String name() {
    return "state-change";
  }

  @Override
  public String summary() {
    return "one field of a workspace of 424 KB changes, and many watch it";
  }

  @Override
  public List<String> systems() {
    return ChangeSystems.NAMES;
  }

  @Override
  public void measure(Run run) throws Exception {
    run.progress("starting");
    Map<String, ChangeSystem> systems = ChangeSystems.start(run);
    Child watchers =
        run.open(Child.jvm(Watchers.class, run.directory().resolve("watchers.log"), "-Xmx2g"));
    List<Integer> counts = run.choose(List.of(1, 10, 100, 1_000), List.of(1, 100), List.of(3));
    AtomicLong changes = new AtomicLong(); // a title that is there already would be no change
    for (int count : counts) {
      boolean isLargest = count == counts.get(counts.size() - 1);
      Crowd crowd = new Crowd(run, systems, watchers, changes, count, isLargest);
      crowd.connect();
      if (count == counts.get(0)) {
        crowd.warmUp(); // each has one process for all crowds
      }
      crowd.measure();
    }
    run.atMost("bytes_per_change", 100);
    run.atMost("time_to_all_watchers_over_raw_jetty", 1.5);
  }

  /** So many watchers of each system. */
  private static final class Crowd {
    private final Run run;
    private final Figures figures;
    private final Map<String, ChangeSystem> systems;
    private final Child watchers;
    private final AtomicLong changesMade;
    private final int count;
    private final boolean isCompared;

    /** By system: what each watcher has had when it has all changes so far. */
    private final Map<String, Long> payloads = new HashMap<>();

    Crowd(
        Run run,
        Map<String, ChangeSystem> systems,
        Child watchers,
        AtomicLong changesMade,
        int count,
        boolean isCompared) {
      this.run = run;
      this.figures = run.figures();
      this.systems = systems;
      this.watchers = watchers;
      this.changesMade = changesMade;
      this.count = count;
      this.isCompared = isCompared;
    }

    void connect() throws Exception {
      for (Map.Entry<String, ChangeSystem> entry : systems.entrySet()) {
        run.progress(count + " watchers of " + entry.getKey());
        connect(entry.getKey(), entry.getValue());
      }
    }

    void warmUp() throws Exception {
      for (Map.Entry<String, ChangeSystem> entry : systems.entrySet()) {
        run.warmUp(
            entry.getKey(),
            () -> {
              watchers.ask("linger", entry.getKey(), 0); // or the others would seem to be gone
              change(entry.getKey(), entry.getValue());
            });
      }
    }

    void measure() throws Exception {
      run.rounds(
          () -> {
            for (Map.Entry<String, ChangeSystem> entry : systems.entrySet()) {
              run.progress(count + " watchers, " + entry.getKey());
              measure(entry.getKey(), entry.getValue());
            }
            compare();
          });
    }

    private void connect(String name, ChangeSystem system) throws Exception {
      List<Object> words = new ArrayList<>(List.of("connect", name, count));
      words.addAll(system.watched());
      watchers.ask(words.toArray());
      payloads.put(name, 1L);
      watchers.ask("expect", name, 1);
      watchers.ask("await");
    }

    private void measure(String name, ChangeSystem system) throws Exception {
      if (system instanceof RawJettyChanges raw) {
        Double bytes = figures.inThisRound(Run.MUXWIRE, bytesMetric());
        raw.messageBytes(Math.round(bytes == null ? 0 : bytes) - HEADER_BYTES);
      }
      Histogram nanos = new Histogram(3);
      long bytes = 0;
      int changes = changes(name);
      double cpu = system.server().cpuSeconds();
      for (int i = 0; i < changes; i++) {
        watchers.ask("linger", name, PAUSE_MS);
        Change change = change(name, system);
        nanos.recordValue(change.nanos());
        bytes += change.bytes();
      }
      double used = system.server().cpuSeconds() - cpu;
      String of = ", " + count + " watchers";
      figures.add(name, timeMetric(), "µs", nanos.getValueAtPercentile(50) / MICROS);
      figures.add(
          name, "edit to the last, p99" + of, "µs", nanos.getValueAtPercentile(99) / MICROS);
      figures.add(name, "edit to the last, longest" + of, "µs", nanos.getMaxValue() / MICROS);
      figures.add(name, bytesMetric(), "B", (double) bytes / changes / count);
      figures.add(name, "server CPU a change" + of, "ms", used * 1000 / changes);
    }

    /**
     * One change.
     *
     * @param nanos until the last watcher had it
     * @param bytes that all of them read
     */
    private record Change(long nanos, long bytes) {}

    private Change change(String name, ChangeSystem system) throws IOException {
      watchers.ask("expect", name, payloads.merge(name, 1L, Long::sum));
      long began = system.change(changesMade.getAndIncrement());
      String[] told = watchers.ask("await").split(" ");
      return new Change(Long.parseLong(told[0]) - began, Long.parseLong(told[1]));
    }

    private int changes(String name) {
      int most = run.choose(25, 8, 3);
      return name.equals(ChangeSystems.PUSH)
          ? (int) Math.max(2, Math.min(most, MOST_PUSHED_BYTES / PUSH_BYTES / count))
          : most;
    }

    private String timeMetric() {
      return "edit to the last, p50, " + count + " watchers";
    }

    private String bytesMetric() {
      return "bytes a watcher and change, " + count + " watchers";
    }

    private void compare() {
      if (!isCompared) {
        return;
      }
      Double bytes = figures.inThisRound(Run.MUXWIRE, bytesMetric());
      if (bytes != null) {
        figures.ratio("bytes_per_change", bytes);
      }
      figures.ratio(
          "bytes_per_change_over_full_push", bytesMetric(), Run.MUXWIRE, ChangeSystems.PUSH);
      for (String system : systems.keySet()) {
        if (!system.equals(Run.MUXWIRE)) {
          figures.ratio(
              "time_to_all_watchers_over_" + system.replaceAll("[-.]", "_"),
              timeMetric(),
              Run.MUXWIRE,
              system);
        }
      }
    }
  }
}
