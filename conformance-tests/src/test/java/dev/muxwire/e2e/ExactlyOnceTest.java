package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, once, however often the server was killed. */
final class ExactlyOnceTest {
  private static final int CLIENTS = 3;
  private static final int KILLS = 3;
  private static final int IN_FLIGHT = 8;
  private static final int MOST_RESULTS_BETWEEN_KILLS = 300;

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicBoolean stopping = new AtomicBoolean();

  @Test
  void mutations_throughKills_areThereOnce(@TempDir Path directory) throws Exception {
    Random random = Seeds.random("ExactlyOnceTest");
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0);
      MuxwireClient reader = installation.client(server.uri());
      reader.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
      WorkspaceReplica replica = reader.subscribe(Installation.WORKSPACE, SubscribeOptions.all());
      long before = replica.firstConsistent().get(30, TimeUnit.SECONDS).revision();
      for (int i = 0; i < CLIENTS; i++) {
        MuxwireClient client = installation.client(server.uri());
        for (int j = 0; j < IN_FLIGHT; j++) {
          mutateOnAndOn(client);
        }
      }
      killRepeatedly(server, random);
      stopping.set(true);
      Awaitility.await("every mutation has its result")
          .atMost(Duration.ofSeconds(60))
          .until(() -> inFlight.get() == 0);
      assertThat(failures).isEmpty();
      assertThereOnce(replica, before);
    }
  }

  /** One mutation after the other; each creates a record, so a second run of one would fail. */
  private void mutateOnAndOn(MuxwireClient client) {
    String id = "record-" + numbers.incrementAndGet();
    Mutation mutation =
        Mutation.builder().create(EntityKind.RECORD, id, Map.of("type", "counted")).build();
    inFlight.incrementAndGet();
    client
        .mutate(Installation.WORKSPACE, mutation)
        .whenComplete(
            (result, failure) -> {
              finished(id, result, failure);
              if (!stopping.get() && failures.isEmpty()) {
                mutateOnAndOn(client);
              }
              inFlight.decrementAndGet();
            });
  }

  private void finished(String id, MutationResult result, Throwable failure) {
    if (failure != null) {
      failures.add(failure);
    } else {
      acknowledged.put(id, result.revision());
    }
  }

  private void killRepeatedly(ServerProcess server, Random random) {
    for (int kill = 0; kill < KILLS; kill++) {
      int until = acknowledged.size() + 1 + random.nextInt(MOST_RESULTS_BETWEEN_KILLS);
      Awaitility.await(until + " mutations")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> acknowledged.size() >= until || !failures.isEmpty());
      server.killAndRestart();
    }
  }

  private void assertThereOnce(WorkspaceReplica replica, long before) throws Exception {
    long last = acknowledged.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    WorkspaceView view = replica.atLeast(last).get(30, TimeUnit.SECONDS);
    Set<String> ids = new HashSet<>();
    view.ofKind(EntityKind.RECORD).forEach(record -> ids.add(record.id()));
    assertThat(ids).isEqualTo(acknowledged.keySet());
    assertThat(new HashSet<>(acknowledged.values())).hasSameSizeAs(acknowledged.values());
    assertThat(view.revision() - before).isEqualTo(acknowledged.size());
    System.out.printf("%d mutations by %d clients through %d kills%n", ids.size(), CLIENTS, KILLS);
  }
}
