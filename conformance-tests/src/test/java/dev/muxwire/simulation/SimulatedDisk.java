package dev.muxwire.simulation;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.storage.memory.SyncScheduler;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A disk whose syncs take a while, which may be full, and which a crash leaves with what was
 * synced.
 */
final class SimulatedDisk implements SyncScheduler {
  private final Simulation simulation;
  private final SplittableRandom random;
  private final int maxSyncMicros;
  private final StateHistory history =
      new StateHistory("workspace/" + SimulatedServer.WORKSPACE + "/state");
  private MemoryLogStore store;
  private long slowUntilMs;

  SimulatedDisk(Simulation simulation) {
    this.simulation = simulation;
    this.random = simulation.newRandom();
    this.maxSyncMicros = 1 << random.nextInt(4, 18);
    this.store = new MemoryLogStore(this);
  }

  MemoryLogStore store() {
    return store;
  }

  /** The store as the server has it. */
  LogStore watchedStore() {
    return history.watch(store);
  }

  /** All records that the state log ever held, in order. */
  List<LogRecord> stateHistory() {
    return history.with(store);
  }

  /** Every write fails until there is room again; a machine that dies comes back with room. */
  void fill(long forMs) {
    simulation.noteFullDisk();
    MemoryLogStore full = store;
    full.failWrites(new LogFailure(LogFailure.Kind.FULL, "the imagined disk is full"));
    simulation.afterMs(forMs, () -> full.failWrites(null));
  }

  void slowDown(long forMs) {
    slowUntilMs = simulation.nowMs() + forMs;
  }

  /** From now on it has room, and is as fast as it is. */
  void calm() {
    store.failWrites(null);
    slowUntilMs = 0;
  }

  @Override
  public void schedule(Runnable sync) {
    boolean slow = simulation.nowMs() < slowUntilMs || random.nextInt(200) == 0;
    simulation.afterMicros(slow ? 400_000 : 1 + random.nextInt(maxSyncMicros), sync);
  }

  /** The machine dies; some of what was not synced may have reached the disk all the same. */
  void crash() {
    int unsynced = store.unsyncedWrites();
    int kept = unsynced == 0 || random.nextBoolean() ? 0 : random.nextInt(unsynced + 1);
    simulation.log("disk: crash, " + unsynced + " writes unsynced, " + kept + " kept");
    store = store.crash(kept);
  }
}
