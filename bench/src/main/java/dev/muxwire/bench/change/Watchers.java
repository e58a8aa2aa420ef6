package dev.muxwire.bench.change;

import dev.muxwire.bench.peer.YjsDialect;
import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.DiscardingClients;
import dev.muxwire.bench.wire.MessageDialect;
import dev.muxwire.bench.wire.StateDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The process with the watchers of all systems; those of one at a time read. */
public final class Watchers {
  private final Map<String, DiscardingClients> crowds = new HashMap<>();
  private @Nullable CompletableFuture<String> reading;

  private Watchers() {}

  public static void main(String[] args) throws IOException {
    Watchers watchers = new Watchers();
    new Commands()
        .on("connect", watchers::connect)
        .on("expect", watchers::expect)
        .on("await", watchers::await)
        .on("linger", watchers::linger)
        .serve();
    for (DiscardingClients crowd : watchers.crowds.values()) {
      crowd.close();
    }
  }

  /** System, how many, port, dialect and its path or workspace; they take the place of others. */
  private Object connect(List<String> arguments) throws IOException {
    String system = arguments.get(0);
    DiscardingClients before = crowds.remove(system);
    if (before != null) {
      before.close();
    }
    int count = Integer.parseInt(arguments.get(1));
    int port = Integer.parseInt(arguments.get(2));
    Dialect dialect = dialect(arguments.get(3), arguments.get(4));
    crowds.put(system, new DiscardingClients(port, dialect, count));
    return count;
  }

  private static Dialect dialect(String name, String argument) {
    return switch (name) {
      case "muxwire" -> new StateDialect(argument);
      case "messages" -> new MessageDialect(argument);
      case "bayeux" -> new BayeuxDialect(argument);
      case "socket.io" -> new SocketIoDialect(argument);
      case "yjs" -> new YjsDialect(argument);
      default -> throw new IllegalArgumentException("no such dialect: " + name);
    };
  }

  /** Begins to read until each watcher of a system has so many changes. */
  private Object expect(List<String> arguments) {
    DiscardingClients crowd = crowd(arguments.get(0));
    long payload = Long.parseLong(arguments.get(1));
    reading = CompletableFuture.supplyAsync(() -> read(crowd, payload));
    return "";
  }

  private static String read(DiscardingClients crowd, long payload) {
    long bytes = crowd.wireBytes();
    long messages = crowd.messages();
    try {
      crowd.readTo(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long now = System.nanoTime();
    return now + " " + (crowd.wireBytes() - bytes) + " " + (crowd.messages() - messages);
  }

  /** Tells when the last one had it, and how many bytes and messages that were for all. */
  private Object await(List<String> arguments) throws Exception {
    return Objects.requireNonNull(reading, "nothing is expected").get();
  }

  /** Lets a system's watchers read on for so many milliseconds; all others read what is there. */
  private Object linger(List<String> arguments) throws IOException {
    for (DiscardingClients crowd : crowds.values()) {
      crowd.linger(0);
    }
    crowd(arguments.get(0)).linger(Long.parseLong(arguments.get(1)));
    return "";
  }

  private DiscardingClients crowd(String system) {
    return Objects.requireNonNull(crowds.get(system), system);
  }
}
