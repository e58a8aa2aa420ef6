package dev.muxwire.server.workspace;

import dev.muxwire.proto.storage.v1.StateMetadata;
import dev.muxwire.proto.storage.v1.StateRecord;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogRecovery;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of one workspace's state (or of its presence, on a log in memory).
 *
 * <pre>
 *   OPENING --log replayed--> IDLE --batches--> SYNCING --durable--> IDLE
 *                              ^ scans are answered here alone
 * </pre>
 *
 * <p>Batches that arrive during a sync wait and go together into the next one (group commit). Scans
 * are answered between two syncs, when all that was applied is durable: so nobody ever sees a
 * revision that a crash could take back. All methods may be called from anywhere; callbacks run on
 * this workspace's loop.
 */
public final class Workspace {
  private static final String DELETED = "the workspace was deleted";

  private final Loop loop;
  private final StateStorage storage;
  private final long freshEpoch;
  private final Limits limits;
  private final WorkspaceState state;
  private final RequestMemory requests;
  private final Set<StateReader> readers = new LinkedHashSet<>();
  private final StateReader.Scanned scanned;

  private final Deque<BatchGroup.Submitted> waitingBatches = new ArrayDeque<>();
  private final Deque<Runnable> waitingReads = new ArrayDeque<>();
  private Consumer<String> removals = id -> {};
  private Consumer<LogFailure> damage = problem -> {};
  private boolean busy = true;

  /** The workspace was deleted. */
  private boolean ended;

  // From opening the logs to the next failure.
  private Log log;
  private @Nullable CheckpointWriter checkpoints;
  private @Nullable LogFailure failure;

  /** What is in memory is not the whole state, and nobody may take it for that. */
  private boolean unread = true;

  private final LogRecovery recovery;
  private final LogRecovery checkpointRecovery;
  private StateMetadata metadata = StateMetadata.getDefaultInstance();

  private volatile long visibleRevision;
  private volatile int visibleEntities;

  /**
   * Begins to open it; whoever asks meanwhile is answered afterwards.
   *
   * @param storage of presence: history is not kept, and ids may come again
   * @param freshEpoch the epoch of a state that has none yet, or has one of another generation
   * @param parts shared by all workspaces of a server
   */
  public Workspace(
      Loop loop, StateStorage storage, long freshEpoch, Limits limits, PartCache parts) {
    this.loop = loop;
    this.storage = storage;
    this.limits = limits;
    this.state =
        new WorkspaceState(
            new WorkspaceState.Remembered(
                limits.tombstones(), limits.heldTombstones(), this::lowestHeld));
    this.scanned =
        new StateReader.Scanned(
            loop, this::read, state, new Pins(state), parts, new Object(), readers::remove);
    this.requests = new RequestMemory(limits.rememberedClients());
    this.log = storage.openChanges(loop);
    this.recovery =
        new LogRecovery(loop, () -> storage.openChanges(loop), this::recovered, this::lost);
    this.checkpointRecovery =
        new LogRecovery(
            loop,
            () -> Objects.requireNonNull(storage.openCheckpoints(loop)),
            this::checkpointsRecovered,
            problem -> {});
    Log checkpointLog = storage.openCheckpoints(loop);
    this.freshEpoch = freshEpoch;
    loop.execute(() -> load(checkpointLog));
  }

  private void load(@Nullable Log checkpointLog) {
    StateOpening opening =
        new StateOpening(
            log,
            checkpointLog,
            state,
            requests,
            storage.changes(),
            result -> {
              metadata = result.metadata();
              if (result.problem() == null && checkpointLog != null) {
                CheckpointWriter writer = writeCheckpoints(checkpointLog);
                writer.loaded(result.checkpointBytes());
                writer.grown(result.changesBytes());
              }
              opened(result);
            });
    opening.begin(freshEpoch, storage.generation());
  }

  /** Told what became of a batch. */
  public interface Outcome {
    /** It is durable. */
    void applied(long epoch, long revision);

    /** Nothing of it was applied. */
    void refused(long epoch, BatchRefused refusal);
  }

  /** The latest durable revision. */
  public long visibleRevision() {
    return visibleRevision;
  }

  /** How many entities there are at the latest durable revision. */
  public int visibleEntities() {
    return visibleEntities;
  }

  /** Told where the state stands. */
  public interface Size {
    void size(long revision, int entities);
  }

  /** The latest durable revision and its number of entities; does not wait for a sync. */
  public void size(Size answer) {
    loop.execute(() -> answer.size(visibleRevision, visibleEntities));
  }

  /** Applies a batch, or refuses it. */
  public void submit(Batch batch, Outcome outcome) {
    loop.enter(
        () -> {
          waitingBatches.add(new BatchGroup.Submitted(batch, outcome));
          next();
        });
  }

  /**
   * Opens a scan at a cursor, or with a snapshot where there is none or it leads nowhere. Close it
   * when its reader is gone.
   *
   * @param unreadable told, instead, why the state cannot be read whole
   * @param whenChanged told after every durable change since the answer; with what the reader would
   *     be told of it, if it is complete and that is little
   */
  public StateReader open(
      Filter filter,
      StateReader.@Nullable Cursor cursor,
      Consumer<StateReader.Start> answer,
      Consumer<ProtocolViolation> unreadable,
      Consumer<StateReader.@Nullable News> whenChanged) {
    StateReader reader = new StateReader(scanned, filter, whenChanged);
    readWhole(
        unreadable,
        () -> {
          if (!reader.isClosed()) {
            readers.add(reader);
            answer.accept(reader.begin(cursor, epoch()));
          }
        });
    return reader;
  }

  private long lowestHeld() {
    return readers.stream().mapToLong(StateReader::held).min().orElse(Long.MAX_VALUE);
  }

  /**
   * Entities that are there, whole, and where the state stands.
   *
   * @param unreadable told, instead, why the state cannot be read whole
   */
  public void get(List<String> ids, Found answer, Consumer<ProtocolViolation> unreadable) {
    readWhole(
        unreadable,
        () -> {
          List<Change> found = new ArrayList<>();
          for (String id : ids) {
            EntityState entity = state.living(id);
            if (entity != null) {
              found.add(Change.whole(id, entity.revision(), entity.values(key -> true)));
            }
          }
          answer.found(epoch(), state.revision(), found);
        });
  }

  /** Told what {@link #get} found. */
  public interface Found {
    void found(long epoch, long revision, List<Change> entities);
  }

  private long epoch() {
    return metadata.getEpoch();
  }

  /** Tells, on this loop, of every entity that is durably removed from now on. */
  public void whenRemoved(Consumer<String> listener) {
    loop.execute(() -> removals = listener);
  }

  /** Tells, on this loop, of records that the log gives back and that make no state. */
  public void whenDamaged(Consumer<LogFailure> listener) {
    loop.execute(() -> damage = listener);
  }

  /** Runs a task if an entity is not there, and the state that says so is whole. */
  public void ifMissing(String id, Runnable task) {
    read(
        () -> {
          if (failure == null && !ended && state.living(id) == null) {
            task.run();
          }
        });
  }

  /**
   * The workspace is deleted: what waits and what comes is refused.
   *
   * @param whenEnded run on this loop, from when on no log is opened any more
   */
  public void end(Runnable whenEnded) {
    loop.execute(
        () -> {
          ended = true;
          recovery.stop();
          checkpointRecovery.stop();
          next();
          whenEnded.run();
        });
  }

  private void readWhole(Consumer<ProtocolViolation> unreadable, Runnable task) {
    read(
        () -> {
          LogFailure problem = failure;
          if (unread && problem != null) {
            unreadable.accept(
                new ProtocolViolation(ErrorCode.ERROR_CODE_STORAGE, problem.message()));
          } else {
            task.run();
          }
        });
  }

  private void read(Runnable task) {
    loop.enter(
        () -> {
          waitingReads.add(task);
          next();
        });
  }

  private void next() {
    if (busy) {
      return;
    }
    while (!waitingReads.isEmpty()) {
      waitingReads.remove().run();
    }
    if (!waitingBatches.isEmpty()) {
      applyWaiting();
    }
  }

  private void applyWaiting() {
    BatchGroup group = new BatchGroup();
    while (!waitingBatches.isEmpty()) {
      apply(waitingBatches.remove(), group);
    }
    if (group.records().isEmpty()) {
      group.applied().forEach(this::acknowledge);
      return;
    }
    busy = true;
    log.append(group.records(), problem -> synced(group, problem));
  }

  private void apply(BatchGroup.Submitted submitted, BatchGroup group) {
    Batch batch = submitted.batch();
    try {
      if (unread) {
        requireWorking(); // what it remembers of requests is not whole either
      }
      if (repeats(submitted, group)) { // first: what is done is not stale
        return;
      }
      checkBase(batch);
      long from = state.revision();
      BatchApplier applier = new BatchApplier(state, batch);
      List<Change> changes = applier.apply();
      group.add(new BatchGroup.Applied(submitted, applier, changes, state.revision()));
      if (!changes.isEmpty()) {
        group.add(new LogRecord(from, state.revision(), encode(batch, changes)));
      }
    } catch (BatchRefused refused) {
      submitted.outcome().refused(epoch(), refused);
    }
  }

  /**
   * Answers a request that ran before, or lets it wait for its other self; false: it has to run.
   */
  private boolean repeats(BatchGroup.Submitted submitted, BatchGroup group) throws BatchRefused {
    Batch batch = submitted.batch();
    Batch.Request request = batch.request();
    if (request == null) {
      return false;
    }
    BatchGroup.Applied same = group.find(request);
    if (same != null) {
      BatchApplier nothing = new BatchApplier(state, batch);
      group.add(new BatchGroup.Applied(submitted, nothing, List.of(), same.revision()));
      return true;
    }
    RequestMemory.Verdict verdict = requests.judge(request);
    if (verdict instanceof RequestMemory.Done done) {
      submitted.outcome().applied(epoch(), done.revision()); // durable, whatever the group becomes
      return true;
    }
    if (verdict instanceof RequestMemory.Unknown) {
      throw new BatchRefused(
          ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN,
          "the memory of this client's requests expired; read the state before you try again",
          0,
          null);
    }
    return false;
  }

  private void checkBase(Batch batch) throws BatchRefused {
    requireWorking();
    Batch.Base base = batch.base();
    if (base != null && (base.epoch() != epoch() || base.revision() < state.horizon())) {
      throw new BatchRefused(
          ErrorCode.ERROR_CODE_STALE_BASE,
          "the batch was written against another epoch or a forgotten revision; read the state first",
          0,
          null);
    }
  }

  private void requireWorking() throws BatchRefused {
    if (ended) {
      throw new BatchRefused(ErrorCode.ERROR_CODE_NOT_FOUND, DELETED, 0, null);
    }
    LogFailure broken = failure;
    if (broken != null) {
      throw new BatchRefused(ErrorCode.ERROR_CODE_STORAGE, broken.message(), 0, null);
    }
  }

  private byte[] encode(Batch batch, List<Change> changes) {
    StateRecord.Builder record = StateRecord.newBuilder().setWrittenAtMs(loop.wallClockMs());
    changes.forEach(change -> record.addChanges(change.toProto()));
    Batch.Request request = batch.request();
    if (request != null) {
      record
          .setClientId(request.clientId())
          .setRequestSeq(request.seq())
          .setLowestOutstandingSeq(request.lowestOutstanding());
    }
    return record.build().toByteArray();
  }

  private void synced(BatchGroup group, @Nullable LogFailure problem) {
    busy = false;
    if (problem != null) {
      failed(problem);
      undo(group.applied(), problem);
      next();
      return;
    }
    group.applied().forEach(this::remember);
    if (storage.isPassing()) {
      log.trim(log.end());
    }
    becomeVisible();
    CheckpointWriter writer = checkpoints;
    if (writer != null) {
      writer.grown(group.bytes());
    }
    next(); // the disk has something to do while these are told
    group.applied().forEach(this::acknowledge);
  }

  private void undo(List<BatchGroup.Applied> group, LogFailure problem) {
    for (int i = group.size() - 1; i >= 0; i--) {
      group.get(i).applier().undo();
    }
    BatchRefused refusal =
        ended
            ? new BatchRefused(ErrorCode.ERROR_CODE_NOT_FOUND, DELETED, 0, null)
            : new BatchRefused(ErrorCode.ERROR_CODE_STORAGE, problem.message(), 0, null);
    group.forEach(applied -> applied.submitted().outcome().refused(epoch(), refusal));
  }

  /** What follows from a batch that is durable. */
  private void remember(BatchGroup.Applied applied) {
    List<Change> changes = applied.changes();
    state.rememberRemovals(changes);
    changes.stream()
        .filter(change -> change.isRemoval() && state.living(change.id()) == null)
        .forEach(change -> removals.accept(change.id()));
    Batch.Request request = applied.submitted().batch().request();
    if (request != null && !changes.isEmpty()) {
      requests.remember(
          request.clientId(),
          request.seq(),
          request.lowestOutstanding(),
          applied.revision(),
          loop.wallClockMs());
    }
  }

  private void acknowledge(BatchGroup.Applied applied) {
    applied.submitted().outcome().applied(epoch(), applied.revision());
  }

  private void becomeVisible() {
    if (state.revision() != visibleRevision) {
      visibleEntities = state.livingCount();
      visibleRevision = state.revision();
      readers.forEach(StateReader::changed);
    }
  }

  private void opened(StateOpening.Result result) {
    busy = false;
    LogFailure problem = result.problem();
    if (problem == null) {
      unread = false;
      failure = null;
      becomeVisible();
    } else {
      failed(problem);
      if (result.foundHere()) {
        damage.accept(problem);
      }
    }
    next();
  }

  // ---- checkpoints

  private CheckpointWriter writeCheckpoints(Log checkpointLog) {
    CheckpointWriter writer =
        new CheckpointWriter(
            limits.checkpointLogBytes(),
            checkpointLog,
            state,
            requests,
            this::read,
            this::checkpointed,
            this::checkpointFailed);
    checkpoints = writer;
    return writer;
  }

  private void checkpointed(CheckpointWriter.Checkpoint checkpoint) {
    Log changes = log;
    CheckpointWriter writer = checkpoints;
    metadata =
        metadata.toBuilder()
            .setCheckpointFrom(checkpoint.from())
            .setCheckpointTo(checkpoint.to())
            .setCheckpointRevision(checkpoint.revision())
            .build();
    changes.putMetadata(
        metadata.toByteArray(),
        problem -> {
          if (problem == null && writer != null) {
            changes.trim(checkpoint.revision());
            writer.trim(checkpoint);
          }
        });
  }

  /** The state log has everything and may be well: only the checkpoints begin anew. */
  private void checkpointFailed(LogFailure problem) {
    if (problem.mayPass()) {
      checkpointRecovery.begin();
    }
  }

  private void checkpointsRecovered(Log reopened) {
    CheckpointWriter stopped = checkpoints;
    if (stopped != null) {
      writeCheckpoints(reopened).takeOver(stopped);
    }
  }

  // ---- failure and recovery

  private void failed(LogFailure problem) {
    failure = problem;
    if (problem.mayPass()) {
      recovery.begin();
    }
  }

  private void lost(LogFailure problem) {
    failure = problem;
    damage.accept(problem);
  }

  private void recovered(Log reopened) {
    if (unread) { // only its epoch could not be stored: nothing was read yet
      log = reopened;
      busy = true;
      load(storage.openCheckpoints(loop));
      return;
    }
    if (reopened.end() != state.revision()) {
      lost(
          new LogFailure(
              LogFailure.Kind.DAMAGED,
              "the state log ends at "
                  + reopened.end()
                  + " where "
                  + state.revision()
                  + " was due; restart the server"));
      return;
    }
    log = reopened;
    failure = null;
    if (checkpoints != null) {
      checkpoints.stop(); // what failed the one may have failed the other
      checkpointRecovery.begin();
    }
  }
}
