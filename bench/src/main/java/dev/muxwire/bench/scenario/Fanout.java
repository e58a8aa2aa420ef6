package dev.muxwire.bench.scenario;

import dev.muxwire.bench.peer.Bursts;
import dev.muxwire.bench.report.Figures;
import dev.muxwire.bench.system.FanoutSystem;
import dev.muxwire.bench.system.MuxwireFanout;
import dev.muxwire.bench.system.RawJettyFanout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One terminal at full speed to many viewers. */
public final class Fanout {
  private static final double MB = 1e6;
  private static final double GB = 1e9;

  private final Run run;
  private final Figures figures;

  public Fanout(Run run) {
    this.run = run;
    this.figures = run.figures();
  }

  /** What is printed. */
  private record Load(String name, long bytes, int writes, List<Object> command) {
    static Load pieces(int count, int size) {
      return new Load(size / 1024 + " KiB", (long) count * size, count, List.of("fan", count, size));
    }

    static Load bursts(int count) {
      return new Load(
          "small writes",
          count * Bursts.bytes(),
          count * Bursts.writes().size(),
          List.of("write", count));
    }
  }

  public void measure() throws Exception {
    int viewers = run.isQuick() ? 20 : 100;
    long total = run.isQuick() ? 400_000_000L : 2_000_000_000L;
    List<FanoutSystem> systems = new ArrayList<>();
    try {
      systems.add(new MuxwireFanout(run.directory()));
      systems.add(new RawJettyFanout(run.directory()));
      for (FanoutSystem system : systems) {
        run.version(system.name(), system.version());
        system.start(viewers);
      }
      List<Load> loads =
          List.of(
              Load.pieces((int) (total / viewers / (16 << 10)), 16 << 10),
              Load.pieces((int) (total / viewers / (64 << 10)), 64 << 10),
              Load.bursts(run.isQuick() ? 4 : 8));
      long[] printed = new long[systems.size()];
      for (int round = -run.warmUps(); round < run.rounds(); round++) {
        for (Load load : loads) {
          for (int i = 0; i < systems.size(); i++) {
            printed[i] += load.bytes();
            run.progress("round " + round + ", " + load.name() + ", " + systems.get(i).name());
            measure(systems.get(i), load, viewers, printed[i], round >= 0);
          }
          if (round >= 0) {
            ratios(load);
          }
        }
      }
    } finally {
      for (FanoutSystem system : systems) {
        system.close();
      }
    }
  }

  private void measure(FanoutSystem system, Load load, int viewers, long until, boolean counts)
      throws Exception {
    double cpu = system.server().cpuSeconds();
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return system.readers().ask("read", until);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    system.producer().ask(load.command().toArray());
    String[] told = read.get().split(" ");
    double seconds = Long.parseLong(told[0]) / 1e9;
    double used = system.server().cpuSeconds() - cpu;
    double delivered = (double) load.bytes() * viewers;
    if (counts) {
      String of = ", " + load.name();
      figures.add(system.name(), "throughput" + of, "MB/s", delivered / MB / seconds);
      figures.add(system.name(), "server CPU" + of, "s/GB", used * GB / delivered);
      figures.add(
          system.name(), "writes delivered" + of, "1/s", (double) load.writes() * viewers / seconds);
      figures.add(
          system.name(), "bytes on the wire" + of, "of payload", Long.parseLong(told[1]) / delivered);
      figures.add(system.name(), "messages" + of, "1/write", Double.parseDouble(told[2]) / viewers / load.writes());
    }
  }

  private void ratios(Load load) {
    String of = ", " + load.name();
    figures.ratio("muxwire_over_raw_jetty" + suffix(load), "throughput" + of, "muxwire", "raw-jetty");
    figures.ratio("cpu_per_gb_muxwire_over_raw_jetty" + suffix(load), "server CPU" + of, "muxwire", "raw-jetty");
  }

  /** The ratio that is asked for most has the plain name. */
  private static String suffix(Load load) {
    return load.name().equals("16 KiB") ? "" : "_" + load.name().replace(' ', '_').toLowerCase(java.util.Locale.ROOT);
  }
}
