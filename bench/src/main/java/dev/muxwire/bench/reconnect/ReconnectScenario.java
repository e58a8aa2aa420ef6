package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.process.NodePeers;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Clients come back to a workspace of 424 KB. One that is a real client of its system does so
 * through a proxy: with nothing missed, some, and much; what counts is what travels behind the HTTP
 * upgrade, both ways, until it has everything. Then a thousand that missed nothing come back at
 * once.
 *
 * <p>Muxwire's client has two terminals open beside the state; the peers' have the state alone.
 */
public final class ReconnectScenario implements Scenario {
  private static final String PUSH = "full-json-push";
  private static final String YJS = "yjs";
  private static final double MICROS = 1e3;
  private static final double MILLIS = 1e6;

  private static final long ONE_WAY_MS = 100;

  /** What follows by itself once all is there: acknowledgements, pings. */
  private static final long AFTERMATH_MS = 100;

  @Override
  public String name() {
    return "reconnect";
  }

  @Override
  public String summary() {
    return "a client comes back to 424 KB of state and two terminals, and a thousand at once";
  }

  @Override
  public List<String> systems() {
    return List.of(Run.MUXWIRE, PUSH, YJS);
  }

  @Override
  public void measure(Run run) throws Exception {
    run.progress("starting");
    Map<String, Returner> returners = new LinkedHashMap<>();
    for (Map.Entry<String, ReturnSystem> entry : start(run).entrySet()) {
      run.version(entry.getKey(), entry.getValue().version());
      returners.put(entry.getKey(), run.open(new Returner(run, entry.getKey(), entry.getValue())));
    }
    run.rounds(
        run.choose(5, 2, 1),
        () -> {
          for (int missed : List.of(0, 10, 500)) {
            for (Returner returner : returners.values()) {
              returner.comeBack(missed);
            }
            compare(run.figures(), missed);
          }
          for (Returner returner : returners.values()) {
            returner.comeBackFromFarAway();
          }
          for (Returner returner : returners.values()) {
            returner.comeBackAsHerd();
          }
        });
    run.atMost("bytes_nothing_missed", 600);
    run.atMost("round_trips_nothing_missed", 1);
  }

  private static Map<String, ReturnSystem> start(Run run) throws Exception {
    Path directory = run.directory();
    Map<String, ReturnSystem> systems = new LinkedHashMap<>();
    systems.put(Run.MUXWIRE, run.open(new MuxwireReturn(directory)));
    if (run.wants(PUSH)) {
      systems.put(PUSH, run.open(new PushReturn(directory)));
    }
    if (run.wants(YJS)) {
      Optional<NodePeers> node = NodePeers.find(directory.resolve("npm.log"));
      if (node.isPresent()) {
        systems.put(YJS, run.open(new YjsReturn(node.get(), directory)));
      } else {
        run.skip(YJS, NodePeers.MISSING);
      }
    }
    return systems;
  }

  private static void compare(Figures figures, int missed) {
    String name = missed == 0 ? "nothing" : Integer.toString(missed);
    Double bytes = figures.inThisRound(Run.MUXWIRE, bytesMetric(missed));
    if (missed == 0 && bytes != null) {
      figures.ratio("bytes_nothing_missed", bytes);
    }
    for (String peer : List.of(PUSH, YJS)) {
      String over = "_" + name + "_missed_over_" + peer.replace('-', '_');
      figures.ratio("bytes" + over, bytesMetric(missed), Run.MUXWIRE, peer);
    }
  }

  private static String bytesMetric(int missed) {
    return "bytes of a reconnect, " + missed + " changes missed";
  }

  /** One system's clients. */
  private static final class Returner implements AutoCloseable {
    private final Run run;
    private final Figures figures;
    private final String name;
    private final ReturnSystem system;
    private final HeldProxy proxy;
    private long changes = 1;

    Returner(Run run, String name, ReturnSystem system) throws Exception {
      this.run = run;
      this.figures = run.figures();
      this.name = name;
      this.system = system;
      this.proxy = new HeldProxy(system.port());
      CompletableFuture<Void> connected =
          CompletableFuture.runAsync(() -> connect(system, proxy.port()));
      proxy.open(Duration.ZERO, system.watch()).await(system.everything());
      connected.get();
    }

    private static void connect(ReturnSystem system, int port) {
      try {
        system.connect(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void comeBack(int missed) throws Exception {
      run.progress(name + ", " + missed + " missed");
      TimeUnit.MILLISECONDS.sleep(AFTERMATH_MS); // what was before is at rest
      Passage passage = comeBack(missed, Duration.ZERO);
      TimeUnit.MILLISECONDS.sleep(AFTERMATH_MS);
      figures.add(name, bytesMetric(missed), "B", passage.bytesUntilReady());
      figures.add(name, bytesMetric(missed) + ", and for 100 ms after", "B", passage.bytes());
      figures.add(
          name,
          "time of a reconnect, " + missed + " changes missed",
          "µs",
          passage.nanos() / MICROS);
    }

    private Passage comeBack(int missed, Duration delay) throws Exception {
      proxy.cut();
      if (missed > 0) {
        system.change(changes, missed);
        changes += missed;
      }
      Passage passage = proxy.open(delay, system.watch());
      passage.await(system.everything());
      return passage;
    }

    /** The way is so long that all else is little: so the time tells the round trips. */
    void comeBackFromFarAway() throws Exception {
      run.progress(name + ", nothing missed, from far away");
      Duration oneWay = Duration.ofMillis(ONE_WAY_MS);
      OptionalLong nanos = comeBack(0, oneWay).nanosFromFirstMessage();
      if (nanos.isPresent()) {
        double roundTrips = nanos.getAsLong() / (2.0 * oneWay.toNanos());
        figures.add(name, "round trips of a reconnect, nothing missed", "of 200 ms", roundTrips);
        if (name.equals(Run.MUXWIRE)) {
          figures.ratio("round_trips_nothing_missed", Math.rint(roundTrips));
        }
      }
      comeBack(0, Duration.ZERO);
    }

    void comeBackAsHerd() throws Exception {
      int size = run.choose(1_000, 300, 10);
      run.progress(name + ", a herd of " + size);
      double cpu = system.server().cpuSeconds();
      try (Herd herd = new Herd(system.port(), system.returning(), size)) {
        double millis = herd.run() / MILLIS;
        double used = system.server().cpuSeconds() - cpu;
        String of = " of a herd of " + size;
        figures.add(name, "time of the last" + of, "ms", millis);
        figures.add(name, "server CPU" + of, "s", used);
        figures.add(name, "bytes from the server a client" + of, "B", (double) herd.bytes() / size);
        figures.add(name, "turned away" + of, "times", herd.turnedAway());
      }
    }

    @Override
    public void close() throws IOException {
      proxy.close();
    }
  }
}
