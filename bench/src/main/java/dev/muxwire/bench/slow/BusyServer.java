package dev.muxwire.bench.slow;

import dev.muxwire.bench.fanout.Publisher;
import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.process.ServerMetrics;
import dev.muxwire.bench.wire.Viewers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A server with one busy terminal, and viewers that keep up with it. */
final class BusyServer implements AutoCloseable {
  private static final int HEALTHY = 4;
  private static final int PIECE_BYTES = 16 << 10;
  private static final double MB = 1e6;

  private final MuxwireProcess server;
  private final Child publisher;
  private final Child viewers;
  private final String terminal;
  private long printed;

  BusyServer(Path directory) throws IOException {
    server = MuxwireProcess.start(directory);
    publisher = Child.jvm(Publisher.class, directory.resolve("host.log"), "-Xmx512m");
    viewers = Child.jvm(Viewers.class, directory.resolve("viewers.log"), "-Xmx512m");
    terminal = publisher.ask("connect", server.uri(), server.token());
    String[] names = terminal.split(" ");
    viewers.ask("connect", HEALTHY, server.port(), names[0], names[1]);
  }

  int port() {
    return server.port();
  }

  /** Workspace and id, with a space between. */
  String terminal() {
    return terminal;
  }

  /** Prints so much, until all viewers that keep up have it; tells the MB a second of all. */
  double print(long bytes) throws Exception {
    long pieces = Math.max(1, bytes / PIECE_BYTES);
    printed += pieces * PIECE_BYTES;
    long until = printed;
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> readTo(until));
    publisher.ask("fan", pieces, PIECE_BYTES);
    double seconds = Long.parseLong(read.get().split(" ")[0]) / 1e9;
    return pieces * PIECE_BYTES * HEALTHY / MB / seconds;
  }

  private String readTo(long offset) {
    try {
      return viewers.ask("read", offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Memory memory() throws IOException {
    double heap = server.meter().heapBytes();
    ServerMetrics metrics = metrics();
    double direct = metrics.value("jvm_buffer_memory_used_bytes", "id=\"direct\"");
    double onHeap = metrics.value("muxwire_packets_heap_bytes", "");
    double inBuffers = metrics.value("muxwire_packets_buffer_bytes", "");
    return new Memory(
        heap - onHeap, direct - inBuffers, onHeap + inBuffers, server.meter().residentBytes());
  }

  /** How many streams are open: a viewer has one, as long as it is connected. */
  long streams() throws IOException {
    return (long) metrics().value("muxwire_streams", "");
  }

  private ServerMetrics metrics() throws IOException {
    return ServerMetrics.of(server.port(), server.token());
  }

  @Override
  public void close() {
    viewers.close();
    publisher.close();
    server.close();
  }
}
