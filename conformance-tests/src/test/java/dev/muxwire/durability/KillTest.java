package dev.muxwire.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.e2e.Installation;
import dev.muxwire.e2e.MuxwireJar;
import dev.muxwire.e2e.ServerProcess;
import dev.muxwire.e2e.TcpProxy;
import dev.muxwire.proto.v1.EntityBody;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is durable, and everything was applied once or not at all, however often
 * and whenever the server was killed. {@code -Dkills=200} for a long run, {@code -Dmuxwire.seed}
 * for another or the same schedule: which kill comes when among the requests is the processes' own.
 */
final class KillTest {
  private static final String WORKSPACE = "main";
  private static final int WORKERS = 8;
  private static final int SHORT_RUN = 12;
  private static final int PRINT_EVERY = 10;
  private static final int BYTES_UNTIL_CUT = 400_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> NAMES =
      IntStream.range(0, WORKERS).mapToObj(i -> "c" + i).toList();

  private final History history = new History();
  private final Progress progress = new Progress();
  private final Pace pace = new Pace();
  private final List<Worker> workers = new ArrayList<>();
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final AtomicBoolean resting = new AtomicBoolean();

  @Test
  void acknowledgedRequests_areThereOnce_andOthersWholeOrNot_throughKills(@TempDir Path directory)
      throws Exception {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    int kills = Integer.getInteger("kills", SHORT_RUN);
    System.out.println("KillTest: -Dmuxwire.seed=" + seed + " -Dkills=" + kills);
    try (Installation installation = new Installation(directory)) {
      ServerProcess server =
          installation.server("serve", 0, MuxwireJar.QUICK_START.toArray(String[]::new));
      createRecords(installation, server.uri());
      startWorkers(installation, server, new Random(seed));
      Killer killer = new Killer(server, workers, progress, pace);
      KillSchedule schedule = new KillSchedule(new Random(seed), WORKERS);
      while (progress.kills() < kills) {
        int before = progress.kills();
        killer.run(schedule.next());
        if (before / PRINT_EVERY < progress.kills() / PRINT_EVERY) {
          print();
        }
        assertThat(history.troubles()).isEmpty();
      }
      comeToRest();
      judge(StateReader.read(server, installation.token(), WORKSPACE, false));
    }
  }

  private void createRecords(Installation installation, URI uri) throws Exception {
    try (MuxwireClient client = installation.client(uri)) {
      client.createWorkspace(WORKSPACE).get(30, TimeUnit.SECONDS);
      WorkspaceView view =
          client
              .subscribe(WORKSPACE, SubscribeOptions.all())
              .firstConsistent()
              .get(30, TimeUnit.SECONDS);
      Draft draft = new Draft(Request.token("setup", 1));
      RecordWork.createAll(draft, NAMES);
      Request request = draft.request("setup", 1, 0);
      history.asked(request);
      MutationResult result =
          client
              .mutate(WORKSPACE, SdkMutations.of(request, view.epoch(), view.revision()))
              .get(30, TimeUnit.SECONDS);
      history.told(request, new Outcome.Acknowledged(result.epoch(), result.revision()));
    }
  }

  /** Half of them are cut every so many bytes, on top of the kills. */
  private void startWorkers(Installation installation, ServerProcess server, Random random)
      throws Exception {
    for (int i = 0; i < WORKERS; i++) {
      Random own = new Random(random.nextLong());
      URI uri = i % 2 == 0 ? server.uri() : cuttingProxy(installation, server, own).uri();
      workers.add(
          installation.closeLater(
              new Worker(
                  NAMES.get(i),
                  WORKSPACE,
                  () ->
                      installation
                          .clientOptions(uri)
                          .backoff(
                              new ClientOptions.Backoff(
                                  Duration.ofMillis(20), Duration.ofMillis(250))),
                  history,
                  progress,
                  pace,
                  own)));
    }
  }

  private TcpProxy cuttingProxy(Installation installation, ServerProcess server, Random random)
      throws Exception {
    TcpProxy proxy =
        TcpProxy.cutting(
            server::port,
            () -> resting.get() ? Long.MAX_VALUE : 20_000 + random.nextInt(BYTES_UNTIL_CUT));
    proxies.add(proxy);
    return installation.closeLater(proxy);
  }

  private void comeToRest() {
    resting.set(true);
    proxies.forEach(TcpProxy::cutAll);
    pace.allow(0);
    Awaitility.await("every request has its outcome")
        .atMost(PATIENCE)
        .until(() -> workers.stream().allMatch(Worker::isIdle));
  }

  private void judge(StoredState end) throws Exception {
    Verdict verdict = Verdict.of(history.all(), end);
    history.troubles().forEach(trouble -> verdict.add(new Complaint("", trouble)));
    for (Worker worker : workers) {
      WorkspaceView view =
          worker.replica().atLeast(end.revision()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Complaint difference = Differences.first(end, state(view), worker.name());
      if (difference != null) {
        verdict.add(difference);
      }
    }
    print();
    System.out.printf(
        "KillTest: %d entities at revision %d, %d requests of unknown outcome were applied%n",
        end.entities().size(), end.revision(), verdict.unknownApplied());
    assertThat(verdict.complaints()).as(verdict.report()).isEmpty();
  }

  /** A replica's view, out of the bytes that it holds. */
  private static StoredState state(WorkspaceView view) throws Exception {
    Map<String, StoredEntity> entities = new HashMap<>();
    for (var entity : view.entities()) {
      EntityBody body = EntityBody.parseFrom(entity.encodedBody());
      entities.put(
          entity.id(),
          new StoredEntity(PlainText.kind(body), entity.revision(), PlainText.values(body)));
    }
    return new StoredState(view.epoch(), view.revision(), entities);
  }

  private void print() {
    System.out.printf(
        "KillTest: %d kills, %d cuts, %d acknowledged, %d refused, %d unknown;"
            + " from kill to acknowledgement: %s%n",
        progress.kills(),
        proxies.stream().mapToInt(TcpProxy::cuts).sum(),
        history.count(Outcome.Acknowledged.class),
        history.count(Outcome.Refused.class),
        history.count(Outcome.Unknown.class),
        progress.recoveries());
  }
}
