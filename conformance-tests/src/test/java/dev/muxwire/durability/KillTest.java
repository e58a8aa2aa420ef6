package dev.muxwire.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.e2e.Installation;
import dev.muxwire.e2e.ServerProcess;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Link;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged is durable, and everything was applied once or not at all, however often
 * and whenever the server was killed. {@code -Dkills=200} makes a long run, {@code -Dmuxwire.seed}
 * repeats a schedule of kills and requests; how the two fall together is up to the processes.
 */
final class KillTest {
  private static final String WORKSPACE = "main";
  private static final int WORKERS = 8;
  private static final int SHORT_RUN = 12;
  private static final int PRINT_EVERY = 10;
  private static final int SOONEST_CUT_BYTES = 20_000;
  private static final int LATEST_CUT_BYTES = 400_000;
  private static final List<String> NAMES =
      IntStream.range(0, WORKERS).mapToObj(i -> "c" + i).toList();
  private static final ClientOptions.Backoff BACKOFF =
      new ClientOptions.Backoff(Duration.ofMillis(20), Duration.ofMillis(250));

  private final History history = new History();
  private final Progress progress = new Progress();
  private final List<Worker> workers = new ArrayList<>();
  private final List<Conditioner> proxies = new ArrayList<>();
  private final AtomicBoolean resting = new AtomicBoolean();

  @Test
  void whatWasAcknowledged_isThereOnce_andTheRestWholeOrNotAtAll(@TempDir Path directory)
      throws Exception {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    int kills = Integer.getInteger("kills", SHORT_RUN);
    System.out.println("KillTest: -Dmuxwire.seed=" + seed + " -Dkills=" + kills);
    try (Installation installation = new Installation(directory)) {
      ServerProcess server = installation.server("serve", 0);
      createRecords(installation, server.uri());
      MuxwireClient host = MuxwireClient.connect(options(installation, server.uri()).build());
      SharedTerminal terminal = SharedTerminal.open(installation.closeLater(host), history);
      Run run = new Run(history, progress, new Pace(), terminal);
      startWorkers(installation, server, run, new Random(seed));
      Killer killer = new Killer(server, workers, progress, run.pace());
      killOnAndOn(killer, new KillSchedule(new Random(seed), WORKERS), kills);
      resting.set(true);
      proxies.forEach(Conditioner::cutAll);
      Verdict verdict = new AtRest(run, server, installation.token(), workers).judge(WORKSPACE);
      print();
      assertThat(verdict.complaints()).as(verdict.report()).isEmpty();
    }
  }

  private void killOnAndOn(Killer killer, KillSchedule schedule, int kills) {
    while (progress.kills() < kills) {
      int before = progress.kills();
      killer.run(schedule.next());
      if (before / PRINT_EVERY < progress.kills() / PRINT_EVERY) {
        print();
      }
      assertThat(history.troubles()).isEmpty();
    }
  }

  /** The first request: everything that all clients share. */
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
  private void startWorkers(Installation installation, ServerProcess server, Run run, Random random)
      throws Exception {
    for (int i = 0; i < WORKERS; i++) {
      Random own = new Random(random.nextLong());
      URI uri = i % 2 == 0 ? server.uri() : cuttingProxy(installation, server, own).uri();
      Worker worker =
          new Worker(NAMES.get(i), WORKSPACE, () -> options(installation, uri), run, own);
      workers.add(installation.closeLater(worker));
    }
  }

  private static ClientOptions.Builder options(Installation installation, URI uri) {
    return installation.clientOptions(uri).backoff(BACKOFF);
  }

  private Conditioner cuttingProxy(Installation installation, ServerProcess server, Random random)
      throws Exception {
    int most = LATEST_CUT_BYTES - SOONEST_CUT_BYTES;
    Conditioner proxy =
        Conditioner.to(
            server::port,
            n ->
                resting.get() ? Link.PERFECT : Link.cutAt(SOONEST_CUT_BYTES + random.nextInt(most)),
            random.nextLong());
    proxies.add(proxy);
    return installation.closeLater(proxy);
  }

  private void print() {
    System.out.printf(
        "KillTest: %d kills, %d cuts, %d acknowledged, %d refused, %d unknown;"
            + " from kill to acknowledgement: %s%n",
        progress.kills(),
        proxies.stream().mapToInt(Conditioner::cuts).sum(),
        history.count(Outcome.Acknowledged.class),
        history.count(Outcome.Refused.class),
        history.count(Outcome.Unknown.class),
        progress.recoveries());
  }
}
