package dev.muxwire.bench.connections;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many connections with nothing to do. A system's servers are measured one after the other: before
 * the first connection, and with so many. The heap is what is reachable after a full collection.
 */
public final class ConnectionsScenario implements Scenario {
  private static final String HELLO = "muxwire-hello";
  private static final String BARE = "raw-jetty";
  private static final double KIB = 1024;
  private static final int QUIET_MS = 500;

  /** Starts a system, in a directory. */
  @FunctionalInterface
  private interface Starter {
    IdleSystem start(Path directory) throws IOException;
  }

  private static final Map<String, Starter> SYSTEMS = new LinkedHashMap<>();

  static {
    SYSTEMS.put(Run.MUXWIRE, MuxwireIdle::withStreams);
    SYSTEMS.put(HELLO, MuxwireIdle::helloAlone);
    SYSTEMS.put(BARE, BareJettyIdle::new);
  }

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public String summary() {
    return "memory of connections that have nothing to do";
  }

  @Override
  public List<String> systems() {
    return List.copyOf(SYSTEMS.keySet());
  }

  @Override
  public void measure(Run run) throws Exception {
    List<Integer> levels =
        run.choose(List.of(1_000, 5_000, 20_000), List.of(1_000, 3_000), List.of(20));
    int wanted = levels.get(levels.size() - 1);
    int most = OpenFiles.room(wanted);
    if (most < wanted) {
      run.skip(
          wanted + " connections",
          "more than this user may have open files in a process (ulimit -n): " + most + " instead");
    }
    List<Integer> possible =
        levels.stream().map(level -> Math.min(level, most)).distinct().toList();
    for (Map.Entry<String, Starter> system : SYSTEMS.entrySet()) {
      if (run.wants(system.getKey())) {
        measure(run, system.getKey(), system.getValue(), possible);
      }
    }
    compare(run.figures(), most);
    run.atMost("idle_heap_kib_above_bare", 8);
    run.atLeast("connections_held", most);
  }

  private static void measure(Run run, String name, Starter starter, List<Integer> levels)
      throws IOException {
    run.progress("starting " + name);
    try (IdleSystem system = starter.start(run.directory().resolve(name))) {
      run.version(name, system.version());
      double heap = system.server().heapBytes();
      double resident = system.server().residentBytes();
      int held = 0;
      for (int level : levels) {
        run.progress(level + " connections of " + name);
        system.add(level - held);
        held = Integer.parseInt(system.clients().ask("settle", QUIET_MS));
        String each = each(level);
        double used = system.server().heapBytes() - heap;
        run.figures().add(name, "heap" + each, "KiB", used / KIB / held);
        double more = system.server().residentBytes() - resident;
        run.figures().add(name, "RSS" + each, "KiB", more / KIB / held);
      }
      // Had one been closed meanwhile, this would fail.
      held = Integer.parseInt(system.clients().ask("settle", QUIET_MS));
      run.figures().add(name, "connections held", "at the end", held);
      if (name.equals(Run.MUXWIRE)) {
        run.figures().ratio("connections_held", held);
      }
    }
  }

  private static String each(int connections) {
    return " of a connection, of " + connections;
  }

  private static void compare(Figures figures, int connections) {
    String metric = "heap" + each(connections);
    Double bare = figures.inThisRound(BARE, metric);
    above(figures, "idle_heap_kib_above_bare", figures.inThisRound(Run.MUXWIRE, metric), bare);
    above(figures, "hello_heap_kib_above_bare", figures.inThisRound(HELLO, metric), bare);
  }

  private static void above(
      Figures figures, String ratio, @Nullable Double value, @Nullable Double bare) {
    if (value != null && bare != null) {
      figures.ratio(ratio, value - bare);
    }
  }
}
