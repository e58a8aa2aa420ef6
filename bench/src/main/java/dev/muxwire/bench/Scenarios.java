package dev.muxwire.bench;

import dev.muxwire.bench.change.ChangeScenario;
import dev.muxwire.bench.connections.ConnectionsScenario;
import dev.muxwire.bench.durable.DurableScenario;
import dev.muxwire.bench.echo.EchoScenario;
import dev.muxwire.bench.fanout.FanoutScenario;
import dev.muxwire.bench.growth.GrowthScenario;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.micro.MicroScenario;
import dev.muxwire.bench.reconnect.ReconnectScenario;
import dev.muxwire.bench.restart.RestartScenario;
import dev.muxwire.bench.scrollback.ScrollbackScenario;
import dev.muxwire.bench.slow.SlowScenario;
import dev.muxwire.bench.snapshot.SnapshotScenario;
import java.util.List;
import java.util.Optional;

/** All that can be measured. */
final class Scenarios {
  static final List<Scenario> ALL =
      List.of(
          new FanoutScenario(),
          new ChangeScenario(),
          new ReconnectScenario(),
          new SnapshotScenario(),
          new EchoScenario(),
          new SlowScenario(),
          new ScrollbackScenario(),
          new ConnectionsScenario(),
          new DurableScenario(),
          new RestartScenario(),
          new GrowthScenario(),
          new MicroScenario());

  private Scenarios() {}

  static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
