package dev.muxwire.bench.durable;

import dev.muxwire.bench.process.Commands;
import dev.muxwire.bench.wire.Dialect;
import dev.muxwire.bench.wire.DiscardingClients;
import dev.muxwire.bench.wire.MutateDialect;
import dev.muxwire.bench.workspace.SampleWorkspace;
import dev.muxwire.bench.workspace.WorkspaceEditor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A process with clients that change something. */
public final class Authors {
  private final Histogram latencies = new Histogram(3);
  private @Nullable DiscardingClients clients;
  private long target;

  private Authors() {}

  public static void main(String[] args) throws IOException {
    Authors authors = new Authors();
    new Commands()
        .on("muxwire", authors::muxwire)
        .on("echo", authors::echo)
        .on("write", authors::write)
        .serve();
    authors.close();
  }

  /** How many, port, and token; they take the place of others. */
  private Object muxwire(List<String> arguments) throws IOException {
    return connect(
        arguments,
        new MutateDialect(
            WorkspaceEditor.WORKSPACE,
            arguments.get(2),
            SampleWorkspace.tabs(),
            () -> target,
            latencies::recordValue,
            new AtomicInteger()));
  }

  /** How many, port, and path of a ceiling; they take the place of others. */
  private Object echo(List<String> arguments) throws IOException {
    int bytes = MutateDialect.changeBytes();
    return connect(
        arguments, new EchoDialect(arguments.get(2), bytes, () -> target, latencies::recordValue));
  }

  private Object connect(List<String> arguments, Dialect dialect) throws IOException {
    close();
    target = 0;
    clients =
        new DiscardingClients(
            Integer.parseInt(arguments.get(1)), dialect, Integer.parseInt(arguments.get(0)));
    return "";
  }

  /** Lets each make so many changes; tells the nanoseconds, and of their latencies some. */
  private Object write(List<String> arguments) throws IOException {
    latencies.reset();
    target += Long.parseLong(arguments.get(0));
    long began = System.nanoTime();
    Objects.requireNonNull(clients, "not connected").readTo(target);
    return Latencies.told(System.nanoTime() - began, latencies);
  }

  private void close() throws IOException {
    if (clients != null) {
      clients.close();
    }
  }
}
