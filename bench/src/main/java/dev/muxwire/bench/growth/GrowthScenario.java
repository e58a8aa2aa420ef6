package dev.muxwire.bench.growth;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.restart.StoredTerminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How costs grow with what there is, over several sizes that are measured one after the other in
 * each round. An exponent of 0 says that a cost does not grow, one of 1 that it grows as the size
 * does.
 *
 * <p>A change costs the server's processor time; what a client waits for would hide it behind the
 * disk. Attaching, a page and a restart cost the time that a client waits.
 */
public final class GrowthScenario implements Scenario {
  private static final double MB = 1e6;
  private static final double NANOS_IN_MS = 1e6;
  private static final long SMALL = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** Measures what one costs. */
  @FunctionalInterface
  private interface Cost<T> {
    double of(T of) throws Exception;
  }

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String summary() {
    return "how costs grow with entities, revisions, watchers and history";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE);
  }

  @Override
  public void measure(Run run) throws Exception {
    run.version(Run.MUXWIRE, "this build");
    Workspaces workspaces = run.open(new Workspaces(run.directory().resolve("workspaces")));
    Map<Long, Workspaces.Place> entities = new LinkedHashMap<>();
    for (long size : run.choose(upTo(100_000), upTo(100_000), List.of(10L, 100L))) {
      run.progress("creating " + size + " entities");
      entities.put(size, workspaces.make("entities-" + size, size, 0, 1));
    }
    Map<Long, Workspaces.Place> revisions = new LinkedHashMap<>();
    for (long size : run.choose(upTo(100_000), upTo(10_000), List.of(10L, 100L))) {
      run.progress("making " + size + " revisions");
      revisions.put(size, workspaces.make("revisions-" + size, SMALL, size, 1));
    }
    Map<Long, Workspaces.Place> watchers = new LinkedHashMap<>();
    for (long size : run.choose(watching(1_000), watching(100), List.of(1L, 5L))) {
      run.progress("connecting " + size + " watchers");
      watchers.put(size, workspaces.make("watchers-" + size, SMALL, 0, size));
    }
    Map<Long, StoredTerminal> histories = histories(run, workspaces);
    int changes = run.choose(500, 60, 10);
    int times = run.choose(300, 40, 3);
    for (StoredTerminal terminal : histories.values()) {
      run.warmUp(
          Run.MUXWIRE,
          () -> {
            workspaces.tend();
            attach(terminal, times);
            page(terminal, times);
          });
    }
    int rounds = run.choose(5, 2, 1);
    run.rounds(
        rounds,
        () -> {
          Growth growth = new Growth(run, workspaces);
          growth.of("delta_entities", "entities", "us", entities, at -> at.change(changes));
          growth.of("delta_revisions", "revisions", "us", revisions, at -> at.change(changes));
          growth.of("watchers", "watchers", "us", watchers, at -> at.change(changes));
          growth.of("attach_history", "bytes", "us", histories, at -> attach(at, times));
          growth.of("fetch_history", "bytes", "us", histories, at -> page(at, times));
        });
    run.rounds( // last, for what starts again is cold
        rounds,
        () ->
            new Growth(run, workspaces)
                .of("restart_history", "bytes", "ms", histories, GrowthScenario::restart));
    for (String cost :
        List.of("delta_entities", "attach_history", "fetch_history", "restart_history")) {
      run.atMost("exponent_" + cost, 0.1);
    }
  }

  private static List<Long> upTo(long most) {
    return List.of(100L, 1_000L, 10_000L, 100_000L).stream().filter(size -> size <= most).toList();
  }

  private static List<Long> watching(long most) {
    return List.of(1L, 10L, 100L, 1_000L).stream().filter(size -> size <= most).toList();
  }

  private static Map<Long, StoredTerminal> histories(Run run, Workspaces workspaces)
      throws Exception {
    Map<Long, StoredTerminal> histories = new LinkedHashMap<>();
    for (long megabytes :
        run.choose(List.of(1L, 10L, 100L, 1_000L), List.of(1L, 10L, 100L), List.of(1L, 2L))) {
      run.progress("writing " + megabytes + " MB of history");
      workspaces.tend();
      long bytes = (long) (megabytes * MB);
      histories.put(
          bytes,
          run.open(
              new StoredTerminal(
                  run.directory().resolve("history-" + megabytes), bytes, PATIENCE_NANOS)));
    }
    return histories;
  }

  private static double attach(StoredTerminal terminal, int times) throws Exception {
    return Histories.attachMicros(terminal, times);
  }

  private static double page(StoredTerminal terminal, int times) throws Exception {
    return Histories.pageMicros(terminal, times);
  }

  private static double restart(StoredTerminal terminal) throws Exception {
    return terminal.restart() / NANOS_IN_MS;
  }

  /** Of one round. */
  private record Growth(Run run, Workspaces workspaces) {
    /** What one costs at each size, and how that grows. */
    <T> void of(String what, String things, String unit, Map<Long, T> sizes, Cost<T> cost)
        throws Exception {
      Map<Long, Double> costs = new LinkedHashMap<>();
      for (Map.Entry<Long, T> size : sizes.entrySet()) {
        String metric = what.replace('_', ' ') + " of " + size.getKey() + " " + things;
        run.progress(metric);
        workspaces.tend();
        double value = Math.max(Double.MIN_NORMAL, cost.of(size.getValue()));
        costs.put(size.getKey(), value);
        run.figures().add(Run.MUXWIRE, metric, unit, value);
      }
      run.figures().ratio("exponent_" + what, Exponent.of(costs));
    }
  }
}
