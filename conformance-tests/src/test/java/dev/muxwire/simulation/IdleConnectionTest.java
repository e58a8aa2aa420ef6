package dev.muxwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.internal.core.ClientCore;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.server.config.Limits;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tab that nobody touches, in virtual time. */
class IdleConnectionTest {
  private static final long SECOND_MS = 1_000;
  private static final long HOUR_MS = 3_600 * SECOND_MS;

  private final Simulation simulation = new Simulation(1);
  private final SimulatedNetwork network = new SimulatedNetwork(simulation);
  private final Counted counted = new Counted(network.transport("idle"));
  private WorkspaceReplica idle;
  private ClientCore author;

  @BeforeEach
  void start() {
    network.calm();
    new SimulatedServer(simulation, network, new SimulatedDisk(simulation), Limits.DEFAULT).start();
    idle = client("idle", counted).subscribe(SimulatedServer.WORKSPACE, SubscribeOptions.all());
    author = client("author", network.transport("author"));
    mutate("first");
    pass(10 * SECOND_MS);
    assertThat(isShown("first")).isTrue();
  }

  private ClientCore client(String name, Transport transport) {
    ClientOptions options =
        ClientOptions.builder(URI.create("ws://simulated/v1/sync"))
            .token(SimulatedServer.TOKEN)
            .callbackExecutor(Runnable::run)
            .build();
    SimulatedLoop loop = new SimulatedLoop(simulation, name, new Life());
    return ClientCore.create(options, loop, transport, simulation.newRandom());
  }

  private void mutate(String id) {
    author.mutate(
        SimulatedServer.WORKSPACE,
        Mutation.builder().create(EntityKind.RECORD, id, Map.of("type", "note")).build());
  }

  private void pass(long ms) {
    simulation.runUntilMs(simulation.nowMs() + ms);
  }

  private boolean isShown(String id) {
    return idle.view().entity(id).isPresent();
  }

  @Test
  void idleTab_costsItsPings_andIsThereAfterAnHour() {
    long before = counted.bytes;
    pass(HOUR_MS);

    long pings = HOUR_MS / (15 * SECOND_MS);
    assertThat(counted.bytes - before).isBetween(pings, 40 * pings);
    assertThat(counted.connections()).isEqualTo(1);
    mutate("after an hour");
    pass(SECOND_MS);
    assertThat(isShown("after an hour")).isTrue();
  }

  @Test
  void halfOpenConnection_isNoticedWithinAMinute_andTheTabGoesOn() {
    counted.newest().goHalfOpen();
    mutate("unheard");
    pass(10 * SECOND_MS);
    assertThat(isShown("unheard")).isFalse();

    pass(52 * SECOND_MS);

    assertThat(isShown("unheard")).isTrue();
    assertThat(counted.connections()).isEqualTo(2);
  }

  /** Counts connections, and the bytes of their packets both ways. */
  private static final class Counted implements Transport {
    private final Transport transport;
    private final List<CountedConnection> made = new ArrayList<>();
    private long bytes;

    Counted(Transport transport) {
      this.transport = transport;
    }

    int connections() {
      return made.size();
    }

    CountedConnection newest() {
      return made.get(made.size() - 1);
    }

    @Override
    public TransportConnection connect(URI uri, TransportListener listener) {
      CountedConnection connection = new CountedConnection(listener);
      made.add(connection);
      connection.below = transport.connect(uri, connection);
      return connection;
    }

    /** One connection; half open, it takes everything and brings nothing, not even its end. */
    private final class CountedConnection implements TransportConnection, TransportListener {
      private final TransportListener listener;
      private @Nullable TransportConnection below;
      private boolean halfOpen;

      CountedConnection(TransportListener listener) {
        this.listener = listener;
      }

      void goHalfOpen() {
        halfOpen = true;
      }

      private TransportConnection below() {
        return Objects.requireNonNull(below);
      }

      @Override
      public void send(ByteBuffer packet, Runnable written) {
        bytes += packet.remaining();
        if (halfOpen) {
          written.run();
        } else {
          below().send(packet, written);
        }
      }

      @Override
      public void requestOne() {
        below().requestOne();
      }

      @Override
      public void close(int code, String reason) {
        below().close(code, reason);
      }

      @Override
      public void opened() {
        listener.opened();
      }

      @Override
      public void packet(byte[] packet) {
        bytes += packet.length;
        if (!halfOpen) {
          listener.packet(packet);
        }
      }

      @Override
      public void closed(int code, String reason) {
        if (!halfOpen) {
          listener.closed(code, reason);
        }
      }
    }
  }
}
