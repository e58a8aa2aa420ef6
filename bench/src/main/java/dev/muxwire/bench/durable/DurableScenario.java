package dev.muxwire.bench.durable;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.report.Figures;
import dev.muxwire.bench.wire.MutateDialect;
import dev.muxwire.bench.workspace.SampleWorkspace;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Jetty;
import org.rocksdb.RocksDB;

/**
 * Clients change fields of one workspace, each when its change before is acknowledged, and so is on
 * the disk: a closed loop, whose latencies need no correction, for nobody has a schedule. Beside it
 * as many threads write as many bytes to a bare RocksDB on the same disk.
 */
public final class DurableScenario implements Scenario {
  private static final String CEILING = "rocksdb";

  /** A ceiling where writers are clients, and its path. */
  private record WithNetwork(String name, String path) {
    static final List<WithNetwork> ALL =
        List.of(
            new WithNetwork("raw-jetty-rocksdb", SyncedEchoServer.PATH),
            new WithNetwork("raw-jetty-rocksdb-thread", SyncedEchoServer.WRITER_THREAD_PATH));
  }

  private static final double SECOND = 1e9;
  private static final double MICROS = 1e3;
  private static final int MANY = 64;

  @Override
  public String name() {
    return "durable";
  }

  @Override
  public String summary() {
    return "changes that are on the disk before they are acknowledged";
  }

  @Override
  public List<String> systems() {
    List<String> systems = new ArrayList<>(List.of(Run.MUXWIRE, CEILING));
    WithNetwork.ALL.forEach(ceiling -> systems.add(ceiling.name()));
    return systems;
  }

  @Override
  public void measure(Run run) throws Exception {
    Path directory = run.directory();
    run.progress("starting");
    MuxwireProcess server = run.open(MuxwireProcess.start(directory.resolve("muxwire")));
    try (Child editor = Child.jvm(WorkspaceEditor.class, directory.resolve("editor.log"))) {
      editor.ask("connect", server.uri(), server.token());
      editor.ask("fill", SampleWorkspace.INCIDENT_BYTES);
    }
    Child authors = openAuthors(run, "authors.log");
    Child synced = openStore(run, SyncedEchoServer.class, "synced");
    Map<WithNetwork, Child> speakers = new LinkedHashMap<>();
    for (WithNetwork ceiling : WithNetwork.ALL) {
      if (run.wants(ceiling.name())) {
        run.version(ceiling.name(), "Jetty WebSocket " + Jetty.VERSION + " before a RocksDB");
        speakers.put(ceiling, openAuthors(run, ceiling.name() + ".log"));
      }
    }
    Child rocks = openStore(run, RocksDbWriters.class, CEILING);
    run.version(Run.MUXWIRE, "this build");
    run.version(CEILING, "RocksDB " + RocksDB.rocksdbVersion());
    for (int clients : run.choose(List.of(1, 8, MANY), List.of(1, MANY), List.of(1, MANY))) {
      authors.ask("muxwire", clients, server.port(), server.token());
      for (Map.Entry<WithNetwork, Child> speaker : speakers.entrySet()) {
        speaker.getValue().ask("echo", clients, synced.ask("port"), speaker.getKey().path());
      }
      int each = Math.max(2, run.choose(60_000, 2_000, 10) / (clients == 1 ? 4 : clients));
      run.warmUp(Run.MUXWIRE, () -> authors.ask("write", each));
      for (Map.Entry<WithNetwork, Child> speaker : speakers.entrySet()) {
        run.warmUp(speaker.getKey().name(), () -> speaker.getValue().ask("write", each));
      }
      run.rounds(
          () -> {
            run.progress(clients + " clients");
            double cpu = server.meter().cpuSeconds();
            add(run.figures(), Run.MUXWIRE, clients, each, authors.ask("write", each));
            double used = server.meter().cpuSeconds() - cpu;
            run.figures()
                .add(
                    Run.MUXWIRE,
                    "server CPU a change, " + clients + " at once",
                    "µs",
                    used * 1e6 / clients / each);
            if (run.wants(CEILING)) {
              int bytes = MutateDialect.changeBytes();
              add(run.figures(), CEILING, clients, each, rocks.ask("write", clients, each, bytes));
            }
            for (Map.Entry<WithNetwork, Child> speaker : speakers.entrySet()) {
              String told = speaker.getValue().ask("write", each);
              add(run.figures(), speaker.getKey().name(), clients, each, told);
            }
            compare(run.figures(), clients);
          });
    }
    run.atLeast("rate_64_over_rocksdb", 0.7);
    run.atMost("single_latency_over_synced_write", 1.3);
  }

  private static Child openAuthors(Run run, String log) throws IOException {
    return run.open(Child.jvm(Authors.class, run.directory().resolve(log), "-Xmx256m"));
  }

  private static Child openStore(Run run, Class<?> main, String name) throws IOException {
    return run.open(
        Child.jvm(
            main,
            run.directory().resolve(name + ".log"),
            List.of(run.directory().resolve(name).toString()),
            "-Xmx256m"));
  }

  private static void add(Figures figures, String system, int clients, int each, String told) {
    Latencies latencies = Latencies.of(told);
    String of = ", " + clients + " at once";
    figures.add(
        system, rateMetric(clients), "1/s", (double) clients * each * SECOND / latencies.nanos());
    figures.add(system, latencyMetric(clients), "µs", latencies.p50() / MICROS);
    figures.add(system, "to the acknowledgement, p99" + of, "µs", latencies.p99() / MICROS);
    figures.add(system, "to the acknowledgement, longest" + of, "µs", latencies.max() / MICROS);
  }

  private static void compare(Figures figures, int clients) {
    if (clients == 1) {
      figures.ratio("single_latency_over_synced_write", latencyMetric(1), Run.MUXWIRE, CEILING);
    } else {
      figures.ratio("rate_" + clients + "_over_rocksdb", rateMetric(clients), Run.MUXWIRE, CEILING);
    }
    String metric = clients == 1 ? latencyMetric(1) : rateMetric(clients);
    String name = clients == 1 ? "single_latency_over_" : "rate_" + clients + "_over_";
    for (WithNetwork ceiling : WithNetwork.ALL) {
      figures.ratio(name + ceiling.name().replace('-', '_'), metric, Run.MUXWIRE, ceiling.name());
    }
  }

  private static String rateMetric(int clients) {
    return "changes a second, " + clients + " at once";
  }

  private static String latencyMetric(int clients) {
    return "to the acknowledgement, p50, " + clients + " at once";
  }
}
