package dev.muxwire.bench.growth;

import dev.muxwire.bench.process.Child;
import dev.muxwire.bench.process.MuxwireProcess;
import dev.muxwire.bench.process.ThreadTimes;
import dev.muxwire.bench.wire.Viewers;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server with workspaces of several sizes, and what one change of a field costs it in each. */
final class Workspaces implements AutoCloseable {
  private static final int CREATED_AT_ONCE = 1_000;
  private static final int IN_FLIGHT = 200;
  private static final long PATIENCE_SECONDS = 60;
  private static final int QUIET_MS = 300;
  private static final double MICROS = 1e6;

  private final MuxwireProcess server;
  private final MuxwireClient client;

  /** Watchers of all of them: those of one hear nothing while another changes. */
  private final Child watchers;

  private int changes;

  Workspaces(Path directory) throws IOException {
    server = MuxwireProcess.start(directory);
    watchers = Child.jvm(Viewers.class, directory.resolve("watchers.log"), "-Xmx512m");
    client =
        MuxwireClient.connect(ClientOptions.builder(server.uri()).token(server.token()).build());
  }

  /** One of them. */
  final class Place {
    private final String name;

    private Place(String name) {
      this.name = name;
    }

    /**
     * Changes one field so often, each time when the one before is durable.
     *
     * @return the server's processor time for one, with its deltas to all watchers, in microseconds
     */
    double change(int times) throws Exception {
      ThreadTimes before = ThreadTimes.of(server.meter());
      CompletableFuture<String> watched = CompletableFuture.supplyAsync(this::watch);
      for (int i = 0; i < times; i++) {
        patch(name).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      watched.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return ThreadTimes.of(server.meter()).secondsSince(before) * MICROS / times;
    }

    /** Reads until nothing comes any more. */
    private String watch() {
      try {
        return watchers.ask("settle", QUIET_MS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Lets watchers keep their connections alive, while something else is measured. */
  void tend() throws IOException {
    watchers.ask("settle", 1);
  }

  /** Makes one, with entities, revisions beside those that made the entities, and watchers. */
  Place make(String name, long entities, long revisions, long watching) throws Exception {
    client.createWorkspace(name).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    for (long from = 0; from < entities; from += CREATED_AT_ONCE) {
      create(name, from, Math.min(entities, from + CREATED_AT_ONCE));
    }
    Deque<CompletableFuture<MutationResult>> flying = new ArrayDeque<>();
    for (long i = 0; i < revisions; i++) {
      flying.add(patch(name));
      if (flying.size() > IN_FLIGHT) {
        flying.remove().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    for (CompletableFuture<MutationResult> result : flying) {
      result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    watchers.ask("add", watching, server.port(), "idle", name);
    watchers.ask("settle", QUIET_MS);
    return new Place(name);
  }

  private void create(String workspace, long from, long to) throws Exception {
    Mutation.Builder batch = Mutation.builder();
    for (long i = from; i < to; i++) {
      batch.create(EntityKind.RECORD, "record-" + i, Map.of("type", "bench"));
    }
    client.mutate(workspace, batch.build()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private CompletableFuture<MutationResult> patch(String workspace) {
    Map<String, Object> field = Map.of("type", "t" + changes++);
    return client.mutate(
        workspace, Mutation.builder().patch(EntityKind.RECORD, "record-0", field).build());
  }

  @Override
  public void close() {
    watchers.close();
    client.close();
    server.close();
  }
}
