package dev.muxwire.bench.echo;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.process.Child;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import java.io.IOException;
import java.time.Duration;

/** Somebody types over a slow link, while another terminal's backlog fills it. */
final class ShapedEcho {
  private static final String NAME = "shaped";
  private static final long LINK_BYTES_A_SECOND = 1_000_000 / 8;
  private static final Duration ONE_WAY = Duration.ofMillis(25);
  private static final double BUDGET_MICROS = 2e3 * ONE_WAY.toMillis() + 50_000;
  private static final long INTERVAL_MICROS = 20_000;
  private static final int PIECE_BYTES = 16 << 10;

  private final Run run;
  private final Child typists;
  private final MuxwireEcho muxwire;

  /** The first round warms up with less. */
  private int keys;

  ShapedEcho(Run run, Child typists, MuxwireEcho muxwire) {
    this.run = run;
    this.typists = typists;
    this.muxwire = muxwire;
    this.keys = run.choose(100, 100, 20);
  }

  void measure() throws Exception {
    Link link = Link.both(Conditions.PERFECT.bandwidth(LINK_BYTES_A_SECOND).delay(ONE_WAY));
    Conditioner conditioner = run.open(Conditioner.to(muxwire::port, link));
    muxwire.connect(typists, NAME, conditioner.port());
    muxwire.attach(typists, NAME);
    run.rounds(
        run.choose(3, 1, 1),
        () -> {
          run.progress("typing on a slow link beside bulk");
          muxwire.publisher().ask("fan", backlogPieces(), PIECE_BYTES);
          typists.ask("watch", NAME, muxwire.flooding());
          typists.ask("flowing", NAME);
          typeBesideBulk();
          typists.ask("unwatch", NAME);
          keys = run.choose(1_000, 300, 20);
        });
  }

  /** More than the link carries meanwhile. */
  private long backlogPieces() {
    long seconds = 10 + keys * INTERVAL_MICROS / 1_000_000;
    return seconds * LINK_BYTES_A_SECOND / PIECE_BYTES;
  }

  private void typeBesideBulk() throws IOException {
    long bytes = typists.askLong("watched", NAME);
    long began = System.nanoTime();
    Latencies latencies =
        Latencies.of(typists, NAME, keys, INTERVAL_MICROS)
            .addTo(run.figures(), Run.MUXWIRE, "bulk on 1 Mbit/s and 50 ms");
    double seconds = (System.nanoTime() - began) / 1e9;
    double used = (typists.askLong("watched", NAME) - bytes) / seconds / LINK_BYTES_A_SECOND;
    run.figures().add(Run.MUXWIRE, "bulk on 1 Mbit/s and 50 ms", "of the link", used);
    run.figures().ratio("shaped_p99_ms_over_budget", latencies.p99() / BUDGET_MICROS);
    run.figures().ratio("shaped_link_used", used);
  }
}
