package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.util.Jetty;

/** The ceiling. */
final class RawJettyFanout implements FanoutSystem {
  private final Child server;
  private final Child readers;

  RawJettyFanout(Path directory) throws IOException {
    server = Child.jvm(RawJettyServer.class, directory.resolve("raw-jetty.log"), "-Xmx1g");
    readers = Child.jvm(Viewers.class, directory.resolve("raw-jetty-readers.log"), "-Xmx512m");
  }

  @Override
  public String version() {
    return "Jetty WebSocket " + Jetty.VERSION;
  }

  @Override
  public void start(int count) throws IOException {
    readers.ask("connect", count, server.ask("port"), "/fan");
  }

  @Override
  public Meter server() {
    return server.meter();
  }

  @Override
  public Child readers() {
    return readers;
  }

  @Override
  public Child producer() {
    return server;
  }

  @Override
  public void close() {
    readers.close();
    server.close();
  }
}
