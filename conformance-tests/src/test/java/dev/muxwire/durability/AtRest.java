package dev.muxwire.durability;

import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.e2e.ServerProcess;
import dev.muxwire.proto.v1.EntityBody;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Lets everything come to rest, and looks whether all is as it must be. */
final class AtRest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Run run;
  private final ServerProcess server;
  private final String token;
  private final List<Worker> workers;

  AtRest(Run run, ServerProcess server, String token, List<Worker> workers) {
    this.run = run;
    this.server = server;
    this.token = token;
    this.workers = workers;
  }

  /** The verdict on everything that happened in a workspace. */
  Verdict judge(String workspace) throws Exception {
    run.pace().allow(0);
    Awaitility.await("every request has its outcome")
        .atMost(PATIENCE)
        .until(() -> workers.stream().allMatch(Worker::isIdle));
    awaitTerminal();
    awaitPresence();
    StoredState end = StateReader.read(server, token, workspace, false);
    Verdict verdict = Verdict.of(run.history().all(), end);
    run.history().troubles().forEach(trouble -> verdict.add(new Complaint("", trouble)));
    for (Worker worker : workers) {
      Complaint difference = Differences.first(end, shown(worker, end.revision()), worker.name());
      if (difference != null) {
        verdict.add(difference);
      }
    }
    System.out.printf(
        "KillTest: %d entities at revision %d, %d requests of unknown outcome were applied%n",
        end.entities().size(), end.revision(), verdict.unknownApplied());
    return verdict;
  }

  /** A worker's view, out of the bytes that it holds. */
  private static StoredState shown(Worker worker, long revision) throws Exception {
    WorkspaceView view =
        worker.replica().atLeast(revision).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Map<String, StoredEntity> entities = new HashMap<>();
    for (var entity : view.entities()) {
      EntityBody body = EntityBody.parseFrom(entity.encodedBody());
      entities.put(
          entity.id(),
          new StoredEntity(PlainText.kind(body), entity.revision(), PlainText.values(body)));
    }
    return new StoredState(view.epoch(), view.revision(), entities);
  }

  private void awaitTerminal() throws Exception {
    long bytes = run.terminal().stop();
    Awaitility.await("all " + bytes + " bytes of output are durable and seen")
        .atMost(PATIENCE)
        .until(() -> run.terminal().isSeenByAll(bytes));
    System.out.printf("KillTest: %d bytes of output, seen by all viewers once%n", bytes);
  }

  /** Who is gone is shown no more after the time of grace; who is there is. */
  private void awaitPresence() {
    Set<String> there =
        workers.stream()
            .map(worker -> worker.client().identity().map(ClientIdentity::clientId).orElse(""))
            .collect(Collectors.toSet());
    Awaitility.await("the presence of those who are there, and of nobody else")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              StoredState presence = presence();
              if (!SharedTerminal.attached(presence).equals(there)
                  || presence.entities().size() != there.size() + 1) { // and the host
                throw new AssertionError(presence + " shows others than " + there);
              }
            });
  }

  private StoredState presence() throws IOException {
    return StateReader.read(server, token, SharedTerminal.WORKSPACE, true);
  }
}
