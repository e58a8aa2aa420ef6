package dev.muxwire.bench.fanout;

import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import java.util.List;

/** One terminal at full speed to many viewers. */
public final class FanoutScenario implements Scenario {
  /** The viewers that the ratios are for. */
  private static final int VIEWERS = 100;

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
    return Contender.ALL.stream().map(Contender::name).toList();
  }

  /** Peers at the number that the ratios are for; at others the ceiling alone. */
  @Override
  public void measure(Run run) throws Exception {
    for (int viewers : run.choose(List.of(1, 10, VIEWERS, 1_000), List.of(VIEWERS), List.of(5))) {
      boolean isCompared = viewers == run.choose(VIEWERS, VIEWERS, viewers);
      new Crowd(run, viewers, isCompared).measure();
    }
    for (String load : List.of("", "_64_kib", "_small_writes")) {
      run.atLeast("muxwire_over_raw_jetty" + load, 0.9);
    }
    for (String load : List.of("", "_64_kib")) {
      run.atMost("cpu_per_gb_over_raw_jetty" + load, 1 / 0.9);
      run.atLeast("muxwire_over_cometd" + load, 2);
      run.atLeast("muxwire_over_rsocket" + load, 2);
    }
    run.atLeast("muxwire_compressed_over_jetty_deflate", 4);
  }
}
