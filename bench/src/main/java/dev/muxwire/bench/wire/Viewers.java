package dev.muxwire.bench.wire;

import dev.muxwire.bench.process.Commands;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The process with the discarding clients of one system. */
public final class Viewers {
  private @Nullable DiscardingClients clients;

  private Viewers() {}

  public static void main(String[] args) throws IOException {
    Viewers viewers = new Viewers();
    new Commands().on("connect", viewers::connect).on("read", viewers::read).serve();
    viewers.close();
  }

  /** How many, port, and the path of raw ones, or workspace and terminal. */
  private Object connect(List<String> arguments) throws IOException {
    close();
    int count = Integer.parseInt(arguments.get(0));
    int port = Integer.parseInt(arguments.get(1));
    Dialect dialect =
        arguments.size() == 3
            ? Dialect.raw(arguments.get(2))
            : new ViewerDialect(arguments.get(2), arguments.get(3), new AtomicInteger());
    clients = new DiscardingClients(port, dialect, count);
    return count;
  }

  /** Reads until each has so much payload; tells the nanoseconds, bytes on the wire, messages. */
  private Object read(List<String> arguments) throws IOException {
    DiscardingClients readers = Objects.requireNonNull(clients, "not connected");
    long wire = readers.wireBytes();
    long messages = readers.messages();
    long began = System.nanoTime();
    readers.readTo(Long.parseLong(arguments.get(0)));
    long nanos = System.nanoTime() - began;
    return nanos + " " + (readers.wireBytes() - wire) + " " + (readers.messages() - messages);
  }

  private void close() throws IOException {
    if (clients != null) {
      clients.close();
    }
  }
}
