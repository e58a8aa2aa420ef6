package dev.muxwire.bench.slow;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.report.Figures;
import java.util.List;
import org.eclipse.jetty.util.Jetty;

/** Many viewers that stop reading, beside some who read on, and a server without the former. */
public final class SlowScenario implements Scenario {
  private static final String BARE = "raw-jetty";
  private static final String ALONE = "muxwire-without-stalled";

  /** More than a server keeps in memory of what is read back. */
  private static final long WARM_UP_BYTES = 80_000_000;

  private static final double MOST_KIB = 8;

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public String summary() {
    return "a thousand viewers that stop reading, and those who read on";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, BARE);
  }

  @Override
  public void measure(Run run) throws Exception {
    run.version(Run.MUXWIRE, "this build");
    run.version(BARE, "Jetty WebSocket " + Jetty.VERSION + ", idle connections");
    int count = run.choose(1_000, 1_000, 20);
    BusyServer busy = run.open(new BusyServer(run.directory().resolve("busy")));
    BusyServer quiet = run.open(new BusyServer(run.directory().resolve("quiet")));
    BareConnections bare = run.open(new BareConnections(run.directory()));
    Child stalled =
        run.open(Child.jvm(StalledProcess.class, run.directory().resolve("stalled.log")));
    run.progress("filling caches");
    long warmUp = run.choose(WARM_UP_BYTES, WARM_UP_BYTES, 2_000_000L);
    busy.print(warmUp);
    quiet.print(warmUp);
    stall(stalled, busy, 1);
    bare.connect(stalled, 1);
    Memory before = busy.memory();
    Memory bareBefore = bare.memory();
    run.progress("connecting " + count + " viewers");
    long all = busy.streams() + count;
    stall(stalled, busy, count);
    bare.connect(stalled, count);
    run.rounds(
        () -> {
          compareThroughput(run, busy, quiet);
          run.progress("weighing");
          Memory share = busy.memory().share(before, count);
          Memory bareShare = bare.memory().share(bareBefore, count);
          weigh(run.figures(), share, bareShare);
          run.figures().ratio("disconnected_stalled", all - busy.streams());
        });
    run.atLeast("healthy_throughput_with_stalled_over_without", 0.95);
    run.atMost("disconnected_stalled", 0);
    run.atMost("stalled_heap_kib_above_bare", MOST_KIB);
    run.atMost("stalled_direct_kib_above_bare", MOST_KIB);
  }

  private static void stall(Child stalled, BusyServer server, int count) throws Exception {
    String[] terminal = server.terminal().split(" ");
    stalled.ask("stall", count, server.port(), terminal[0], terminal[1]);
  }

  private static void compareThroughput(Run run, BusyServer busy, BusyServer quiet)
      throws Exception {
    long bytes = run.choose(150_000_000L, 40_000_000L, 1_000_000L);
    Figures figures = run.figures();
    run.progress("printing, with stalled viewers");
    figures.add(Run.MUXWIRE, "throughput to 4 that read on", "MB/s", busy.print(bytes));
    run.progress("printing, without");
    figures.add(ALONE, "throughput to 4 that read on", "MB/s", quiet.print(bytes));
    figures.ratio(
        "healthy_throughput_with_stalled_over_without",
        "throughput to 4 that read on",
        Run.MUXWIRE,
        ALONE);
  }

  private static void weigh(Figures figures, Memory share, Memory bare) {
    share.addTo(figures, Run.MUXWIRE);
    bare.addTo(figures, BARE);
    figures.ratio("stalled_heap_kib_above_bare", share.heapKib() - bare.heapKib());
    figures.ratio("stalled_direct_kib_above_bare", share.directKib() - bare.directKib());
  }
}
