package dev.muxwire.bench.echo;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.process.Child;
import java.io.IOException;

/**
 * Somebody types while another terminal prints as fast as it can, and is watched: over the same
 * connection, and over another one of the same process, so that the machine has the same to do.
 */
final class BulkEcho {
  private static final String SAME = Run.MUXWIRE;
  private static final String OTHER = "bulk";
  private static final long INTERVAL_MICROS = 10_000;
  private static final int PIECE_BYTES = 16 << 10;
  private static final double MB = 1e6;

  private final Run run;
  private final Child typists;
  private final MuxwireEcho muxwire;

  /** Beside bulk on the same connection; the first round warms up with less. */
  private int keys;

  BulkEcho(Run run, Child typists, MuxwireEcho muxwire) {
    this.run = run;
    this.typists = typists;
    this.muxwire = muxwire;
    this.keys = run.choose(300, 100, 20);
  }

  void measure() throws Exception {
    muxwire.connect(typists, OTHER, muxwire.port());
    run.rounds(
        run.choose(3, 2, 1),
        () -> {
          int idleKeys = run.choose(500, 150, 20);
          run.progress("typing, for comparison with bulk");
          Latencies idle =
              Latencies.of(typists, SAME, idleKeys, INTERVAL_MICROS)
                  .addTo(run.figures(), Run.MUXWIRE, "before bulk");
          Latencies same = beside(SAME, "bulk on the same connection", keys);
          int otherKeys = Math.min(keys, run.choose(1_000, 250, 20));
          Latencies other = beside(OTHER, "bulk on another connection", otherKeys);
          run.figures().ratio("p99_under_bulk_over_idle", same.p99() / idle.p99());
          run.figures().ratio("p99_same_over_other_connection", same.p99() / other.p99());
          keys = run.choose(3_000, 250, 20);
        });
  }

  private Latencies beside(String watcher, String circumstances, int count) throws IOException {
    run.progress("typing beside " + circumstances);
    typists.ask("watch", watcher, muxwire.flooding());
    muxwire.publisher().ask("flood", PIECE_BYTES);
    typists.ask("flowing", watcher);
    long bytes = typists.askLong("watched", watcher);
    long began = System.nanoTime();
    Latencies latencies =
        Latencies.of(typists, SAME, count, INTERVAL_MICROS)
            .addTo(run.figures(), Run.MUXWIRE, circumstances);
    double seconds = (System.nanoTime() - began) / 1e9;
    double watched = typists.askLong("watched", watcher) - bytes;
    run.figures().add(Run.MUXWIRE, circumstances, "MB/s", watched / MB / seconds);
    muxwire.publisher().ask("calm");
    typists.ask("unwatch", watcher);
    return latencies;
  }
}
