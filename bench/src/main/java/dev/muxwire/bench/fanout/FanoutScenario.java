package dev.muxwire.bench.fanout;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One terminal at full speed to many viewers. */
public final class FanoutScenario implements Scenario {
  private static final double MB = 1e6;
  private static final double GB = 1e9;
  private static final String CEILING = "raw-jetty";

  /** The viewers that the ratios with plain names are for. */
  private static final int VIEWERS = 100;

  /** Starts a system, in a directory. */
  @FunctionalInterface
  private interface Starter {
    FanoutSystem start(Path directory) throws IOException;
  }

  private static final Map<String, Starter> SYSTEMS = new LinkedHashMap<>();

  static {
    SYSTEMS.put(Run.MUXWIRE, MuxwireFanout::new);
    SYSTEMS.put(CEILING, RawJettyFanout::new);
  }

  @Override
  public String name() {
    return "fanout";
  }

  @Override
  public String summary() {
    return "one terminal at full speed to many viewers";
  }

  @Override
  public List<String> systems() {
    return List.copyOf(SYSTEMS.keySet());
  }

  @Override
  public void measure(Run run) throws Exception {
    for (int viewers : run.choose(List.of(1, 10, 100, 1_000), List.of(VIEWERS), List.of(5))) {
      new Crowd(run, viewers).measure();
    }
    for (String load : List.of("", "_64_kib", "_small_writes")) {
      run.atLeast("muxwire_over_raw_jetty" + load, 0.9);
    }
    for (String load : List.of("", "_64_kib")) {
      run.atMost("cpu_per_gb_over_raw_jetty" + load, 1 / 0.9);
    }
  }

  /** What is printed. */
  private record Load(String name, long bytes, int writes, List<Object> command) {
    static Load pieces(long total, int size) {
      int count = (int) Math.max(1, total / size);
      return new Load(
          size / 1024 + " KiB", (long) count * size, count, List.of("fan", count, size));
    }

    static Load bursts(int count) {
      return new Load(
          "small writes",
          count * Bursts.bytes(),
          count * Bursts.writes().size(),
          List.of("write", count));
    }

    /** Of a ratio's name: the one that is asked for most has none. */
    String suffix() {
      return name.equals("16 KiB")
          ? ""
          : "_" + name.replace(' ', '_').toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** So many viewers of each system. */
  private static final class Crowd {
    private final Run run;
    private final Figures figures;
    private final int viewers;
    private final Map<String, FanoutSystem> systems = new LinkedHashMap<>();
    private final Map<String, Long> printed = new LinkedHashMap<>();

    Crowd(Run run, int viewers) {
      this.run = run;
      this.figures = run.figures();
      this.viewers = viewers;
    }

    void measure() throws Exception {
      try {
        start();
        long each = run.choose(2_000_000_000L, 400_000_000L, 1_000_000L) / viewers;
        long most = run.choose(200_000_000L, 20_000_000L, 1_000_000L);
        long total = Math.min(each, most);
        int bursts = run.choose(Math.max(1, 800 / Math.max(viewers, 100)), 4, 1);
        List<Load> loads =
            List.of(
                Load.pieces(total, 16 << 10), Load.pieces(total, 64 << 10), Load.bursts(bursts));
        run.rounds(
            () -> {
              for (Load load : loads) {
                for (Map.Entry<String, FanoutSystem> system : systems.entrySet()) {
                  run.progress(viewers + " viewers, " + load.name() + ", " + system.getKey());
                  measure(system.getKey(), system.getValue(), load);
                }
                compare(load);
              }
            });
      } finally {
        for (FanoutSystem system : systems.values()) {
          system.close();
        }
      }
    }

    private void start() throws Exception {
      for (Map.Entry<String, Starter> entry : SYSTEMS.entrySet()) {
        String name = entry.getKey();
        if (run.wants(name)) {
          run.progress("starting " + name + " with " + viewers + " viewers");
          FanoutSystem system =
              entry.getValue().start(run.directory().resolve(viewers + "-" + name));
          systems.put(name, system);
          run.version(name, system.version());
          system.start(viewers);
        }
      }
    }

    private void measure(String name, FanoutSystem system, Load load) throws Exception {
      long until = printed.merge(name, load.bytes(), Long::sum);
      double cpu = system.server().cpuSeconds();
      CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> readTo(system, until));
      system.producer().ask(load.command().toArray());
      String[] told = read.get().split(" ");
      double seconds = Long.parseLong(told[0]) / 1e9;
      double used = system.server().cpuSeconds() - cpu;
      double delivered = (double) load.bytes() * viewers;
      String of = ", " + load.name() + " to " + viewers;
      figures.add(name, "throughput" + of, "MB/s", delivered / MB / seconds);
      figures.add(name, "server CPU" + of, "s/GB", used * GB / delivered);
      figures.add(name, "writes delivered" + of, "1/s", (double) load.writes() * viewers / seconds);
      figures.add(
          name, "bytes on the wire" + of, "of payload", Long.parseLong(told[1]) / delivered);
    }

    private static String readTo(FanoutSystem system, long until) {
      try {
        return system.readers().ask("read", until);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void compare(Load load) {
      if (viewers != run.choose(VIEWERS, VIEWERS, viewers)) {
        return;
      }
      String of = ", " + load.name() + " to " + viewers;
      for (String system : systems.keySet()) {
        if (!system.equals(Run.MUXWIRE)) {
          String over = "over_" + system.replace('-', '_') + load.suffix();
          figures.ratio("muxwire_" + over, "throughput" + of, Run.MUXWIRE, system);
          figures.ratio("cpu_per_gb_" + over, "server CPU" + of, Run.MUXWIRE, system);
        }
      }
    }
  }
}
