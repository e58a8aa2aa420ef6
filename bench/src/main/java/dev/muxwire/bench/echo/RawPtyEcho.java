package dev.muxwire.bench.echo;

import dev.muxwire.bench.process.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.util.Jetty;

/** The ceiling: the same program in a PTY of pty4j, behind nothing but Jetty WebSockets. */
final class RawPtyEcho implements EchoSystem {
  private final String version;
  private final Child host;
  private final Child server;

  private RawPtyEcho(String version, Child host, Child server) {
    this.version = "Jetty WebSocket " + Jetty.VERSION + version;
    this.host = host;
    this.server = server;
  }

  /** The PTY is in the server's own process. */
  static RawPtyEcho inOneProcess(Path directory) throws IOException {
    Child server = startHost(directory.resolve("raw-pty.log"));
    return new RawPtyEcho(" with pty4j in one process", server, server);
  }

  /** The PTY is in a process of its own, as it has to be where programs outlive the server. */
  static RawPtyEcho withHost(Path directory) throws IOException {
    Child host = startHost(directory.resolve("raw-host.log"));
    Child server =
        Child.jvm(
            RawRelayServer.class,
            directory.resolve("raw-relay.log"),
            List.of(host.ask("port")),
            "-Xmx512m");
    return new RawPtyEcho(" before another process with pty4j", host, server);
  }

  private static Child startHost(Path log) throws IOException {
    return Child.jvm(RawPtyServer.class, log, "-Xmx512m");
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void connect(Child typists, String name) throws IOException {
    typists.ask("raw", name, server.ask("port"));
  }

  @Override
  public void close() {
    server.close();
    host.close();
  }
}
