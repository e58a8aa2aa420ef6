package dev.muxwire.simulation;

import dev.muxwire.client.WorkspaceView;
import dev.muxwire.server.config.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Everything of one run: built from a seed, run under its faults, judged at rest. */
final class World {
  private static final long REST_MS = 400_000;
  private static final long ASK_MS = 5_000;

  /** Most runs are short: more of them see more, for the same time. */
  private static final int SHORT_ACTIVE_MS = 2_500;

  private static final int MAX_ACTIVE_MS = 8_000;

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final SimulatedDisk disk;
  private final SimulatedServer server;
  private final Model model;
  private final Programs programs = new Programs();
  private final List<Participant> participants = new ArrayList<>();
  private final List<Fault.Planned> faults;
  private final List<SeenView> views = new ArrayList<>();
  private final Map<String, @Nullable Throwable> opens = new LinkedHashMap<>();
  private final Set<String> waitingOpens = new LinkedHashSet<>();
  private final Set<String> disowned = new LinkedHashSet<>();
  private final long activeMs;
  private boolean active = true;

  record SeenView(ReplicaWatch replica, WorkspaceView view) {}

  World(long seed) {
    this(seed, false);
  }

  /**
   * @param traced keeps what happened, for people
   */
  World(long seed, boolean traced) {
    simulation = new Simulation(seed, traced);
    SplittableRandom random = simulation.newRandom();
    network = new SimulatedNetwork(simulation);
    disk = new SimulatedDisk(simulation);
    server = new SimulatedServer(simulation, network, disk, limits(random));
    model = new Model(simulation);
    participants.add(new HostActor(this, "host"));
    int clients = random.nextInt(1, 4);
    for (int i = 0; i < clients; i++) {
      participants.add(new ClientActor(this, "client" + i));
    }
    activeMs = random.nextInt(300, random.nextInt(5) == 0 ? MAX_ACTIVE_MS : SHORT_ACTIVE_MS);
    faults =
        Fault.schedule(random, participants.stream().map(Participant::name).toList(), activeMs);
  }

  private static Limits limits(SplittableRandom random) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        4096 << random.nextInt(5),
        usual.maxMessageBytes(),
        usual.connectionReservationBytes(),
        usual.serverReservationBytes(),
        usual.maxStreams(),
        usual.maxRequests(),
        usual.maxConnectionsPerPrincipal(),
        usual.maxPendingHandshakes(),
        usual.handshakeMs(),
        usual.pingIntervalMs(),
        usual.silenceMs(),
        usual.terminalRetentionBytes(),
        (128 << 10) << random.nextInt(4),
        usual.blockCacheBytes(),
        (256 << 10) << random.nextInt(3),
        (256 << 10) << random.nextInt(3),
        usual.rememberedClients(),
        random.nextInt(3) == 0 ? 20 : usual.tombstones(),
        random.nextInt(2) * 20,
        usual.partCacheBytes(),
        200L << random.nextInt(16),
        usual.maxSearchesPerPrincipal(),
        usual.killAfterMs(),
        usual.requiredLagBytes());
  }

  Simulation simulation() {
    return simulation;
  }

  SimulatedNetwork network() {
    return network;
  }

  Model model() {
    return model;
  }

  Programs programs() {
    return programs;
  }

  List<Fault.Planned> faults() {
    return faults;
  }

  boolean isActive() {
    return active;
  }

  /** Somebody asked for it, and waits. */
  void wantsOpen(String terminalId) {
    waitingOpens.add(terminalId);
  }

  /** Who waited for these died. */
  void forgetOpens(String author) {
    waitingOpens.removeIf(id -> id.startsWith("t-" + author + "-"));
  }

  void opened(String terminalId, @Nullable Throwable failure) {
    simulation.log("open of " + terminalId + ": " + failure);
    opens.put(terminalId, failure);
    waitingOpens.remove(terminalId);
  }

  /** The server forgot it: only a crash right after it was opened may do that. */
  void disowned(String terminalId) {
    disowned.add(terminalId);
  }

  /** Keeps what the application was shown, until the log tells whether it was right. */
  void judge(List<ReplicaWatch> replicas) {
    replicas.forEach(
        replica -> replica.samples().forEach(view -> views.add(new SeenView(replica, view))));
  }

  void run() {
    server.start();
    participants.forEach(participant -> participant.start(null));
    faults.forEach(planned -> simulation.afterMs(planned.atMs(), () -> strike(planned.fault())));
    simulation.runUntilMs(activeMs);
    simulation.log("---- calm");
    active = false;
    network.calm();
    disk.calm();
    participants.forEach(Participant::settle);
    simulation.runUntilMs(activeMs + REST_MS / 2);
    participants.forEach(Participant::settle); // also who was down when it became calm
    simulation.runUntilMs(activeMs + REST_MS);
    participants.forEach(Participant::ask);
    simulation.runUntilMs(activeMs + REST_MS + ASK_MS);
    participants.forEach(Participant::handOverViews);
    model.all().forEach(attempt -> simulation.count(attempt.outcome()));
    programs.all().forEach(program -> simulation.count("output bytes", program.end()));
    programs.all().forEach(program -> simulation.count("input bytes", program.received()));
    new AtRest(simulation, disk, model, programs, participants, views, opens, disowned).check();
    simulation.check(waitingOpens.isEmpty(), "opens never answered: " + waitingOpens);
    simulation.throwIfFailed();
  }

  private void strike(Fault fault) {
    if (!active) {
      return;
    }
    simulation.log("fault: " + fault);
    simulation.count("fault " + fault.getClass().getSimpleName());
    if (fault instanceof Fault.Cut cut) {
      network.cut(cut);
    } else if (fault instanceof Fault.Stall stall) {
      network.stall(stall.client(), stall.forMs());
    } else if (fault instanceof Fault.HalfOpen halfOpen) {
      network.halfOpen(halfOpen.client());
    } else if (fault instanceof Fault.ServerCrash crash) {
      server.crash(crash.downMs());
    } else if (fault instanceof Fault.DiskFull full) {
      disk.fill(full.forMs());
    } else if (fault instanceof Fault.DiskSlow slow) {
      disk.slowDown(slow.forMs());
    } else if (fault instanceof Fault.ClientRestart restart) {
      participants.stream()
          .filter(participant -> participant.name().equals(restart.client()))
          .forEach(participant -> participant.restart(restart.downMs()));
    }
  }
}
