package dev.muxwire.bench.echo;

import dev.muxwire.bench.fanout.Publisher;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The server, a terminal host with real programs, and a second host whose one terminal floods: each
 * a process, as users have them. So a key passes two WebSocket connections to its program, and its
 * echo two back.
 */
final class MuxwireEcho implements EchoSystem {
  private final MuxwireProcess server;
  private final Child host;
  private final Child publisher;
  private final String workspace;
  private final String flooding;

  MuxwireEcho(Path directory) throws IOException {
    server = MuxwireProcess.start(directory.resolve("muxwire"));
    host = Child.jvm(TerminalHostProcess.class, directory.resolve("muxwire-host.log"), "-Xmx512m");
    publisher = Child.jvm(Publisher.class, directory.resolve("muxwire-flood.log"), "-Xmx512m");
    String[] terminal = publisher.ask("connect", server.uri(), server.token()).split(" ");
    workspace = terminal[0];
    flooding = terminal[1];
    host.ask("start", server.uri(), server.token(), workspace);
  }

  @Override
  public String version() {
    return "this build";
  }

  @Override
  public void connect(Child typists, String name) throws IOException {
    connect(typists, name, server.port());
    attach(typists, name);
  }

  /** Connects somebody who does nothing yet, through whatever listens on a port. */
  void connect(Child typists, String name, int port) throws IOException {
    typists.ask("muxwire", name, port, server.token(), workspace);
  }

  /** Gives somebody who is connected a terminal to type on. */
  void attach(Child typists, String name) throws IOException {
    typists.ask("attach", name, host.ask("open"));
  }

  int port() {
    return server.port();
  }

  /** The id of the terminal that floods. */
  String flooding() {
    return flooding;
  }

  /** The process that is told {@code flood SIZE}, {@code calm} and {@code fan COUNT SIZE}. */
  Child publisher() {
    return publisher;
  }

  @Override
  public void close() {
    host.close();
    publisher.close();
    server.close();
  }
}
