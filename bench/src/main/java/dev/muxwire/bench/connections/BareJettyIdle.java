package dev.muxwire.bench.connections;

import dev.muxwire.bench.fanout.RawJettyServer;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.util.Jetty;

/** The ceiling: Jetty's WebSocket, with an endpoint that knows its session and nothing else. */
final class BareJettyIdle implements IdleSystem {
  private final Child server;
  private final Child clients;
  private final String port;

  BareJettyIdle(Path directory) throws IOException {
    server = Child.jvm(RawJettyServer.class, directory.resolve("server.log"), "-Xmx1g");
    clients = Child.jvm(Viewers.class, directory.resolve("clients.log"), "-Xmx1g");
    port = server.ask("port");
  }

  @Override
  public String version() {
    return "Jetty WebSocket " + Jetty.VERSION;
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public void add(int count) throws IOException {
    clients.ask("add", count, port, "raw", "/fan");
  }

  @Override
  public Child clients() {
    return clients;
  }

  @Override
  public void close() {
    clients.close();
    server.close();
  }
}
