package dev.muxwire.bench.wire;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.wire.Features;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The process with the discarding clients of one system. */
public final class Viewers {
  /** Fewer than a server lets wait for their Welcome. */
  private static final int BATCH = 100;

  private static final long BATCH_QUIET_MS = 10;
  private static final long GREETING_QUIET_MS = 100;

  private @Nullable DiscardingClients clients;

  private Viewers() {}

  public static void main(String[] args) throws IOException {
    Viewers viewers = new Viewers();
    new Commands()
        .on("connect", viewers::connect)
        .on("speak", viewers::speak)
        .on("read", viewers::read)
        .on("add", viewers::add)
        .on("settle", viewers::settle)
        .serve();
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
            : new ViewerDialect(arguments.get(2), arguments.get(3), List.of(), new AtomicInteger());
    clients = new DiscardingClients(port, dialect, count);
    return count;
  }

  /** How many, port, the dialect's name and what it wants to know. */
  private Object speak(List<String> arguments) throws IOException {
    close();
    int count = Integer.parseInt(arguments.get(0));
    int port = Integer.parseInt(arguments.get(1));
    clients = new DiscardingClients(port, dialect(arguments.subList(2, arguments.size())), count);
    clients.settle(GREETING_QUIET_MS);
    return count;
  }

  /** The same, but beside those that are there; each batch is greeted before the next comes. */
  private Object add(List<String> arguments) throws IOException {
    int count = Integer.parseInt(arguments.get(0));
    int port = Integer.parseInt(arguments.get(1));
    Dialect dialect = dialect(arguments.subList(2, arguments.size()));
    if (clients == null) {
      clients = new DiscardingClients(port, dialect, 0);
    }
    for (int left = count; left > 0; left -= BATCH) {
      clients.connect(port, dialect, Math.min(BATCH, left));
      clients.settle(BATCH_QUIET_MS);
    }
    return clients.size();
  }

  /** Reads what comes until nothing does; tells how many are connected. */
  private Object settle(List<String> arguments) throws IOException {
    DiscardingClients held = Objects.requireNonNull(clients, "not connected");
    held.settle(Long.parseLong(arguments.get(0)));
    return held.size();
  }

  private static Dialect dialect(List<String> words) {
    return switch (words.get(0)) {
      case "raw" -> Dialect.raw(words.get(1));
      case "muxwire" ->
          new ViewerDialect(words.get(1), words.get(2), List.of(), new AtomicInteger());
      case "muxwire-deflate" ->
          new ViewerDialect(
              words.get(1), words.get(2), List.of(Features.DEFLATE), new AtomicInteger());
      case "idle" -> new IdleDialect(words.subList(1, words.size()), new AtomicInteger());
      case "deflate" -> new DeflatedDialect(words.get(1), Integer.parseInt(words.get(2)));
      case "bayeux" -> new BayeuxDialect(words.get(1), words.get(2));
      case "rsocket" -> new RSocketDialect();
      default -> throw new IllegalArgumentException("no such dialect: " + words.get(0));
    };
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
