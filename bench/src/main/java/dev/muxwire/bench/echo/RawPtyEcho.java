package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.util.Jetty;

/** The ceiling: the same program in a PTY of pty4j, directly behind a Jetty WebSocket. */
final class RawPtyEcho implements EchoSystem {
  private final Child server;

  RawPtyEcho(Path directory) throws IOException {
    server = Child.jvm(RawPtyServer.class, directory.resolve("raw-pty.log"), "-Xmx512m");
  }

  @Override
  public String version() {
    return "Jetty WebSocket " + Jetty.VERSION + " with pty4j in one process";
  }

  @Override
  public void connect(Child typists, String name) throws IOException {
    typists.ask("raw", name, server.ask("port"));
  }

  @Override
  public void close() {
    server.close();
  }
}
