package dev.muxwire.bench.slow;

import dev.muxwire.bench.fanout.RawJettyServer;
import dev.muxwire.bench.process.Child;
import java.io.IOException;
import java.nio.file.Path;

/** Connections of a Jetty WebSocket that are idle: the least that one can cost. */
final class BareConnections implements AutoCloseable {
  private final Child server;

  BareConnections(Path directory) throws IOException {
    server = Child.jvm(RawJettyServer.class, directory.resolve("raw-jetty.log"), "-Xmx1g");
  }

  /** Has so many made, by a {@link StalledProcess}. */
  void connect(Child clients, int count) throws IOException {
    clients.ask("idle", count, server.ask("port"), "/fan");
  }

  Memory memory() throws IOException {
    double heap = server.meter().heapBytes();
    return new Memory(heap, server.askLong("direct"), 0, server.meter().residentBytes());
  }

  @Override
  public void close() {
    server.close();
  }
}
