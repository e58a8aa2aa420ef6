package dev.muxwire.bench.fanout;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** So many viewers of each system. */
final class Crowd {
  private static final double MB = 1e6;
  private static final double GB = 1e9;

  /** What each gets of a load, at 100 viewers; fewer get more, up to a bound. */
  private static final int SHARED_AMONG = 100;

  private final Run run;
  private final int viewers;
  private final boolean isCompared;
  private final Figures figures;
  private final Map<Contender, FanoutSystem> systems = new LinkedHashMap<>();

  /** What each system's producer printed so far. */
  private final Map<Contender, Long> printed = new HashMap<>();

  Crowd(Run run, int viewers, boolean isCompared) {
    this.run = run;
    this.viewers = viewers;
    this.isCompared = isCompared;
    this.figures = run.figures();
  }

  void measure() throws Exception {
    try {
      start();
      for (Map.Entry<Contender, FanoutSystem> system : systems.entrySet()) {
        tend();
        Load load = load(system.getKey(), system.getKey().mainLoad());
        run.warmUp(system.getKey().name(), () -> deliver(system.getKey(), system.getValue(), load));
      }
      run.rounds(
          () -> {
            for (Load.Kind kind : Load.Kind.values()) {
              for (Map.Entry<Contender, FanoutSystem> system : systems.entrySet()) {
                if (system.getKey().loads().contains(kind)) {
                  tend();
                  run.progress(
                      viewers + " viewers, " + kind.title() + ", " + system.getKey().name());
                  measure(system.getKey(), system.getValue(), load(system.getKey(), kind));
                }
              }
              compare(kind);
            }
          });
    } finally {
      for (FanoutSystem system : systems.values()) {
        system.close();
      }
    }
  }

  private void tend() throws IOException {
    for (FanoutSystem system : systems.values()) {
      system.tend();
    }
  }

  private Load load(Contender contender, Load.Kind kind) {
    double all = run.choose(2_000_000_000.0, 250_000_000.0, 200_000_000.0);
    double most = run.choose(200_000_000.0, 20_000_000.0, 40_000_000.0);
    int bursts = run.choose(8, 1, 1) * SHARED_AMONG / Math.max(viewers, SHARED_AMONG);
    double share = contender.share();
    return Load.of(kind, share * Math.min(all / viewers, most), share * bursts);
  }

  /** All processes at once, and then their readers. */
  private void start() throws Exception {
    for (Contender contender : Contender.ALL) {
      boolean isCeiling = contender.name().equals(Contender.CEILING);
      boolean isMuxwire = contender.name().equals(Run.MUXWIRE);
      if (contender.takesPart(run) && (isCompared || isCeiling || isMuxwire)) {
        run.progress("starting " + contender.name());
        FanoutSystem system =
            contender.starter().start(run.directory().resolve(viewers + "-" + contender.name()));
        systems.put(contender, system);
        run.version(contender.name(), system.version());
      }
    }
    for (Map.Entry<Contender, FanoutSystem> system : systems.entrySet()) {
      run.progress(viewers + " viewers of " + system.getKey().name());
      system.getValue().start(viewers);
    }
  }

  /** Prints a load, and waits until all have read it; tells what the readers tell. */
  private String[] deliver(Contender contender, FanoutSystem system, Load load) throws Exception {
    long until = printed.merge(contender, load.bytes(), Long::sum);
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> readTo(system, until));
    system.producer().ask(load.command().toArray());
    return read.get().split(" ", -1);
  }

  private void measure(Contender contender, FanoutSystem system, Load load) throws Exception {
    double cpu = system.server().cpuSeconds();
    String[] told = deliver(contender, system, load);
    double seconds = Long.parseLong(told[0]) / 1e9;
    double used = system.server().cpuSeconds() - cpu;
    double delivered = (double) load.bytes() * viewers;
    String name = contender.name();
    String of = of(load.kind());
    figures.add(name, "throughput" + of, "MB/s", delivered / MB / seconds);
    figures.add(name, "server CPU" + of, "s/GB", used * GB / delivered);
    figures.add(name, "writes delivered" + of, "1/s", (double) load.writes() * viewers / seconds);
    long wire = Long.parseLong(told[1]);
    if (wire > 0) {
      figures.add(name, "bytes on the wire" + of, "of payload", wire / delivered);
    }
  }

  private String of(Load.Kind kind) {
    return ", " + kind.title() + " to " + viewers;
  }

  private static String readTo(FanoutSystem system, long until) {
    try {
      return system.readers().ask("read", until);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(Load.Kind kind) {
    if (!isCompared) {
      return;
    }
    List<Contender> others =
        systems.keySet().stream().filter(contender -> !contender.base().isEmpty()).toList();
    for (Contender contender : others) {
      String over = contender.over() + kind.suffix();
      String base = contender.base();
      if (contender.isThroughputComparable()) {
        figures.ratio("muxwire_" + over, "throughput" + of(kind), base, contender.name());
      }
      figures.ratio("cpu_per_gb_" + over, "server CPU" + of(kind), base, contender.name());
    }
  }
}
