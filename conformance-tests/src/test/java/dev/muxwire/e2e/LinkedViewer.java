package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Link;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.IntFunction;

/** A client behind a network of its own, and what became of its connections. */
final class LinkedViewer {
  /** Hundreds of reconnects with the default's back-off would be most of the time. */
  private static final ClientOptions.Backoff IMPATIENT =
      new ClientOptions.Backoff(Duration.ofMillis(20), Duration.ofMillis(100));

  private final Conditioner network;
  private final List<ConnectionState> states = new CopyOnWriteArrayList<>();
  private final MuxwireClient client;
  private final Installation installation;

  /**
   * Connects.
   *
   * @param links gives its n-th connection's
   */
  LinkedViewer(Installation installation, ServerProcess server, IntFunction<Link> links, long seed)
      throws Exception {
    this.installation = installation;
    network = installation.closeLater(Conditioner.to(server::port, links, seed));
    client =
        installation.closeLater(
            MuxwireClient.connect(
                installation.clientOptions(network.uri()).backoff(IMPATIENT).build()));
    client.addStateListener((state, cause) -> states.add(state));
  }

  /** Watches a terminal from its start. */
  void watch(String terminal, AttachOptions.Builder mode, Flow.Subscriber<TerminalEvent> viewer) {
    AttachOptions options = mode.fromStart().readOnly(true).build();
    installation
        .closeLater(client.attach(Installation.WORKSPACE, terminal, options))
        .subscribe(viewer);
  }

  /** Nothing comes through for so long. */
  void stall(Duration duration) {
    network.set(Link.PERFECT.toClient(Link.PERFECT.toClient().stalled(duration)));
  }

  int cuts() {
    return network.cuts();
  }

  /** It lost no connection but those that its network cut. */
  void assertNeverClosedByTheServer() {
    assertThat(network.connections()).isLessThanOrEqualTo(network.cuts() + 1);
    assertThat(states).doesNotContain(ConnectionState.CLOSED);
    if (network.cuts() == 0) {
      assertThat(states).doesNotContain(ConnectionState.WAITING);
    }
  }
}
