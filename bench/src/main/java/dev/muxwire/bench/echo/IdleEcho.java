package dev.muxwire.bench.echo;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.process.Child;
import java.util.List;

/** Somebody types, and nothing else happens. */
final class IdleEcho {
  private static final long INTERVAL_MICROS = 5_000;
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
    int keys = run.choose(600, 250, 20);
    run.rounds(
        () -> {
          for (String system : systems) {
            run.progress("typing on " + system);
            Latencies.of(typists, system, keys, INTERVAL_MICROS)
                .addTo(run.figures(), system, ALONE);
          }
          for (String system : systems) {
            if (!system.equals(Run.MUXWIRE)) {
              run.figures()
                  .ratio(
                      "p50_over_" + system.replace('-', '_'),
                      "key to echo, p50, " + ALONE,
                      Run.MUXWIRE,
                      system);
            }
          }
        });
  }
}
