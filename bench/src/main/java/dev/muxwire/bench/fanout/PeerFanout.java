package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.Meter;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A peer whose server prints by itself, in the process that is measured. */
final class PeerFanout implements FanoutSystem {
  private final String version;
  private final Child server;
  private final Child readers;
  private final String connect;
  private final List<String> dialect;

  private PeerFanout(
      String version, Child server, Child readers, String connect, List<String> dialect) {
    this.version = version;
    this.server = server;
    this.readers = readers;
    this.connect = connect;
    this.dialect = dialect;
  }

  /** One that is read by discarding WebSocket clients of a dialect. */
  static PeerFanout overWebSocket(
      String version, Class<?> server, Path directory, String... dialect) throws IOException {
    return new PeerFanout(
        version,
        server(server, directory),
        readers(Viewers.class, directory),
        "speak",
        List.of(dialect));
  }

  /** One that is read by clients of its own. */
  static PeerFanout withOwnReaders(
      String version, Class<?> server, Class<?> readers, Path directory) throws IOException {
    return new PeerFanout(
        version, server(server, directory), readers(readers, directory), "connect", List.of());
  }

  private static Child server(Class<?> main, Path directory) throws IOException {
    return Child.jvm(main, directory.resolve("server.log"), "-Xmx1g");
  }

  private static Child readers(Class<?> main, Path directory) throws IOException {
    return Child.jvm(main, directory.resolve("readers.log"), "-Xmx512m");
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public void start(int count) throws IOException {
    server.ask("expect", count);
    List<Object> words = new ArrayList<>(List.of(connect, count, server.ask("port")));
    words.addAll(dialect);
    readers.ask(words.toArray());
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
