package dev.muxwire.bench.echo;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.process.Child;
import java.util.List;

/** Somebody types, and nothing else happens. */
final class IdleEcho {
  private static final long INTERVAL_MICROS = 5_000;

  /** More keys in less time. */
  private static final long WARM_UP_INTERVAL_MICROS = 500;

  private static final String ALONE = "alone";

  private final Run run;
  private final Child typists;
  private final List<String> systems;

  IdleEcho(Run run, Child typists, List<String> systems) {
    this.run = run;
    this.typists = typists;
    this.systems = systems;
  }

  void measure() throws Exception {
    int keys = run.choose(400, 160, 20);
    for (String system : systems) {
      run.warmUp(system, () -> Latencies.of(typists, system, keys, WARM_UP_INTERVAL_MICROS));
    }
    run.rounds(
        () -> {
          for (String system : systems) {
            run.progress("typing on " + system);
            Latencies.of(typists, system, keys, INTERVAL_MICROS)
                .addTo(run.figures(), system, ALONE);
          }
          compare("p50_over_raw_jetty_with_pty", "raw-jetty");
          compare("p50_over_raw_jetty_with_host", "raw-jetty-with-host");
          compare("p50_over_terminado", "terminado");
          compare("p50_over_tmux", "tmux");
        });
  }

  private void compare(String ratio, String system) {
    run.figures().ratio(ratio, "key to echo, p50, " + ALONE, Run.MUXWIRE, system);
  }
}
