package dev.muxwire.simulation;

import dev.muxwire.client.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Connects clients with whatever server is up; faults happen to connections by their client. */
final class SimulatedNetwork {
  private static final long TCP_GIVES_UP_MS = 150_000;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final List<SimulatedConnection> connections = new ArrayList<>();
  private int nextConnection;
  private Consumer<SimulatedConnection> server = SimulatedConnection::refused;
  private boolean quiet;

  SimulatedNetwork(Simulation simulation) {
    this.simulation = simulation;
    this.random = simulation.newRandom();
  }

  /** Who accepts connections from now on. */
  void server(Consumer<SimulatedConnection> acceptor) {
    server = acceptor;
  }

  /** No server listens. */
  void noServer() {
    server = SimulatedConnection::refused;
  }

  /** From now on links are good. */
  void calm() {
    quiet = true;
    connections.forEach(connection -> connection.stall(false));
  }

  /** The way to the server for one client. */
  Transport transport(String clientName) {
    return (uri, listener) -> {
      String name = clientName + "#" + ++nextConnection;
      SimulatedConnection connection =
          new SimulatedConnection(simulation, name, listener, newLink(), newLink());
      connections.removeIf(SimulatedConnection::isOver);
      connections.add(connection);
      simulation.log(name + " connects");
      simulation.afterMicros(random.nextInt(100, 60_000), () -> server.accept(connection));
      return connection;
    };
  }

  private Pipe.Link newLink() {
    int bufferBytes = 1024 << random.nextInt(2, quiet ? 8 : 9);
    boolean slow = !quiet && random.nextInt(3) == 0;
    long bytesPerSecond = slow ? random.nextInt(20_000, 200_000) : 1_000_000L << random.nextInt(6);
    return new Pipe.Link(bufferBytes, bytesPerSecond, random.nextInt(50, 60_000));
  }

  /** The client's connection breaks. */
  void cut(Fault.Cut cut) {
    of(cut.client()).forEach(cut.atOnce() ? SimulatedConnection::cut : it -> it.breakAt(cut));
  }

  /** The client's process is gone. */
  void clientDies(String clientName) {
    of(clientName).forEach(SimulatedConnection::clientDies);
  }

  /** The server's process is gone. */
  void serverDies() {
    List.copyOf(connections).forEach(SimulatedConnection::serverDies);
  }

  void stall(String clientName, long forMs) {
    for (SimulatedConnection connection : of(clientName)) {
      connection.stall(true);
      simulation.afterMs(forMs, () -> connection.stall(false));
    }
  }

  /** Packets vanish; nobody is told until somebody's patience, at last TCP's, ends. */
  void halfOpen(String clientName) {
    for (SimulatedConnection connection : of(clientName)) {
      connection.goHalfOpen();
      simulation.afterMs(TCP_GIVES_UP_MS, connection::cut);
    }
  }

  private List<SimulatedConnection> of(String clientName) {
    return connections.stream()
        .filter(connection -> connection.name().startsWith(clientName + "#"))
        .toList();
  }
}
