package dev.muxwire.server.workspace;

import dev.muxwire.proto.storage.v1.StateMetadata;
import dev.muxwire.proto.storage.v1.StateRecord;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.time.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
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
  private static final int RECOVERY_INTERVAL_MS = 2_000;
  private static final String DELETED = "the workspace was deleted";

  private final Loop loop;
  private final StateStorage storage;
  private final Limits limits;
  private final WorkspaceState state;
  private final RequestMemory requests;
  private final PartCache parts = new PartCache();
  private final Set<Runnable> watchers = new CopyOnWriteArraySet<>();

  private final Deque<Submitted> waitingBatches = new ArrayDeque<>();
  private final Deque<Runnable> waitingReads = new ArrayDeque<>();
  private Consumer<String> removals = id -> {};
  private boolean busy = true;

  /** The workspace was deleted. */
  private boolean ended;

  // From opening the logs to the next failure.
  private Log log;
  private @Nullable CheckpointWriter checkpoints;
  private @Nullable LogFailure failure;

  private StateMetadata metadata = StateMetadata.getDefaultInstance();

  private volatile long visibleRevision;
  private volatile int visibleEntities;

  private record Submitted(Batch batch, Outcome outcome) {}

  /**
   * A batch of the group on its way to the disk.
   *
   * @param changes none for a repeated request, or for a batch that changes nothing
   */
  private record Applied(
      Submitted submitted, BatchApplier applier, List<Change> changes, long revision) {}

  /**
   * Begins to open it; whoever asks meanwhile is answered afterwards.
   *
   * @param storage of presence: history is not kept, and ids may come again
   * @param freshEpoch the epoch of a state that has none yet, or has one of another generation
   */
  public Workspace(Loop loop, StateStorage storage, long freshEpoch, Limits limits) {
    this.loop = loop;
    this.storage = storage;
    this.limits = limits;
    this.state = new WorkspaceState(limits.tombstones());
    this.requests = new RequestMemory(limits.rememberedClients());
    this.log = storage.openChanges(loop);
    Log checkpointLog = storage.openCheckpoints(loop);
    StateOpening opening =
        new StateOpening(
            log,
            checkpointLog,
            state,
            requests,
            (stored, checkpointBytes, changesBytes, problem) -> {
              metadata = stored;
              if (problem == null && checkpointLog != null) {
                CheckpointWriter writer = writeCheckpoints(checkpointLog);
                writer.loaded(checkpointBytes);
                writer.grown(changesBytes);
              }
              opened(problem);
            });
    loop.execute(() -> opening.begin(freshEpoch, storage.generation()));
  }

  /** Told what became of a batch. */
  public interface Outcome {
    /** It is durable. */
    void applied(long epoch, long revision);

    /** Nothing of it was applied. */
    void refused(long epoch, BatchRefused refusal);
  }

  /** The answer to a question about the whole. */
  public record Head(long epoch, long revision, long horizon) {}

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

  /** Calls back, on this loop, after every durable change until {@link #unwatch}. */
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  public void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  /** Applies a batch, or refuses it. */
  public void submit(Batch batch, Outcome outcome) {
    loop.execute(
        () -> {
          waitingBatches.add(new Submitted(batch, outcome));
          next();
        });
  }

  /** Epoch, revision and horizon. */
  public void head(Consumer<Head> answer) {
    read(() -> answer.accept(new Head(epoch(), state.revision(), state.horizon())));
  }

  /**
   * The next part of a scan. It is {@link StateScanPart#RESET} when removals that the reader needs
   * are forgotten: the scan has to begin again from base 0.
   *
   * @param begunAt the revision at which a scan from base 0 began: what was removed up to there it
   *     never told; 0 if that is not known
   */
  public void scan(
      long base,
      long through,
      long begunAt,
      Filter filter,
      int maxBytes,
      Consumer<StateScanPart> answer) {
    Scan.Position from = new Scan.Position(base, through);
    read(() -> answer.accept(scan(from, begunAt, filter, maxBytes)));
  }

  private StateScanPart scan(Scan.Position from, long begunAt, Filter filter, int maxBytes) {
    boolean missesRemovals =
        from.through() != 0 && Math.max(from.through(), begunAt) < state.horizon();
    return missesRemovals
        ? StateScanPart.RESET
        : parts.get(from, filter, maxBytes, () -> Scan.next(state, from, filter, maxBytes));
  }

  /** The focus entities of a filter. */
  public void focus(long through, Filter filter, int maxBytes, Consumer<StateScanPart> answer) {
    read(() -> answer.accept(Scan.focus(state, through, filter, maxBytes)));
  }

  /** Entities that are there, whole, and where the state stands. */
  public void get(List<String> ids, Found answer) {
    read(
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
          next();
          whenEnded.run();
        });
  }

  private void read(Runnable task) {
    loop.execute(
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
    List<Applied> group = new ArrayList<>();
    List<LogRecord> records = new ArrayList<>();
    while (!waitingBatches.isEmpty()) {
      Submitted submitted = waitingBatches.remove();
      apply(submitted, group, records);
    }
    if (records.isEmpty()) {
      group.forEach(this::acknowledge);
      return;
    }
    busy = true;
    log.append(records, problem -> synced(group, bytesOf(records), problem));
  }

  private void apply(Submitted submitted, List<Applied> group, List<LogRecord> records) {
    Batch batch = submitted.batch();
    try {
      Long revision = doneBefore(batch, group); // first: what is done is not stale
      if (revision != null) {
        group.add(new Applied(submitted, new BatchApplier(state, batch), List.of(), revision));
        return;
      }
      checkBase(batch);
      long from = state.revision();
      BatchApplier applier = new BatchApplier(state, batch);
      List<Change> changes = applier.apply();
      group.add(new Applied(submitted, applier, changes, state.revision()));
      if (!changes.isEmpty()) {
        records.add(new LogRecord(from, state.revision(), encode(batch, changes)));
      }
    } catch (BatchRefused refused) {
      submitted.outcome().refused(epoch(), refused);
    }
  }

  /** The revision that a repeated request became; null if it has to run. */
  private @Nullable Long doneBefore(Batch batch, List<Applied> group) throws BatchRefused {
    Batch.Request request = batch.request();
    if (request == null) {
      return null;
    }
    for (Applied applied : group) {
      Batch.Request other = applied.submitted().batch().request();
      if (other != null
          && other.clientId().equals(request.clientId())
          && other.seq() == request.seq()) {
        return applied.revision();
      }
    }
    RequestMemory.Verdict verdict = requests.judge(request);
    if (verdict instanceof RequestMemory.Done done) {
      return done.revision();
    }
    if (verdict instanceof RequestMemory.Unknown) {
      throw new BatchRefused(
          ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN,
          "the memory of this client's requests expired; read the state before you try again",
          0,
          null);
    }
    return null;
  }

  private void checkBase(Batch batch) throws BatchRefused {
    if (ended) {
      throw new BatchRefused(ErrorCode.ERROR_CODE_NOT_FOUND, DELETED, 0, null);
    }
    LogFailure broken = failure;
    if (broken != null) {
      throw new BatchRefused(ErrorCode.ERROR_CODE_STORAGE, broken.message(), 0, null);
    }
    Batch.Base base = batch.base();
    if (base != null && (base.epoch() != epoch() || base.revision() < state.horizon())) {
      throw new BatchRefused(
          ErrorCode.ERROR_CODE_STALE_BASE,
          "the batch was written against another epoch or a forgotten revision; read the state first",
          0,
          null);
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

  private static long bytesOf(List<LogRecord> records) {
    return records.stream().mapToLong(record -> record.payload().length).sum();
  }

  private void synced(List<Applied> group, long bytes, @Nullable LogFailure problem) {
    busy = false;
    if (problem != null) {
      failed(problem);
      undo(group, problem);
    } else {
      for (Applied applied : group) {
        state.rememberRemovals(applied.changes());
        applied.changes().stream()
            .filter(change -> state.living(change.id()) == null)
            .forEach(change -> removals.accept(change.id()));
        acknowledge(applied);
      }
      if (storage.isPassing()) {
        log.trim(log.end());
      }
      becomeVisible();
      CheckpointWriter writer = checkpoints;
      if (writer != null) {
        writer.grown(bytes);
      }
    }
    next();
  }

  private void undo(List<Applied> group, LogFailure problem) {
    for (int i = group.size() - 1; i >= 0; i--) {
      group.get(i).applier().undo();
    }
    BatchRefused refusal =
        ended
            ? new BatchRefused(ErrorCode.ERROR_CODE_NOT_FOUND, DELETED, 0, null)
            : new BatchRefused(ErrorCode.ERROR_CODE_STORAGE, problem.message(), 0, null);
    group.forEach(applied -> applied.submitted().outcome().refused(epoch(), refusal));
  }

  private void acknowledge(Applied applied) {
    Batch.Request request = applied.submitted().batch().request();
    long revision = applied.revision();
    if (request != null && !applied.changes().isEmpty()) {
      requests.remember(
          request.clientId(),
          request.seq(),
          request.lowestOutstanding(),
          revision,
          loop.wallClockMs());
    }
    applied.submitted().outcome().applied(epoch(), revision);
  }

  private void becomeVisible() {
    if (state.revision() != visibleRevision) {
      visibleEntities = state.livingCount();
      visibleRevision = state.revision();
      parts.clear();
      watchers.forEach(Runnable::run);
    }
  }

  private void opened(@Nullable LogFailure problem) {
    failure = problem;
    busy = false;
    becomeVisible();
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
    if (mayPass(problem)) {
      loop.schedule(RECOVERY_INTERVAL_MS, this::reopenCheckpoints);
    }
  }

  private void reopenCheckpoints() {
    CheckpointWriter stopped = checkpoints;
    if (ended || stopped == null || !stopped.hasFailed()) {
      return; // it goes with the workspace, or was opened again with the state log
    }
    try {
      Log reopened = storage.openCheckpoints(loop);
      if (reopened != null) {
        writeCheckpoints(reopened).takeOver(stopped);
      }
    } catch (LogStoreException e) {
      loop.schedule(RECOVERY_INTERVAL_MS, this::reopenCheckpoints);
    }
  }

  // ---- failure and recovery

  private static boolean mayPass(LogFailure problem) {
    return problem.kind() == LogFailure.Kind.FULL || problem.kind() == LogFailure.Kind.READ_ONLY;
  }

  private void failed(LogFailure problem) {
    failure = problem;
    if (mayPass(problem) && !ended) {
      loop.schedule(RECOVERY_INTERVAL_MS, this::recover);
    }
  }

  /** Takes the logs over again; a write shows whether the disk takes any. */
  private void recover() {
    if (ended) {
      return;
    }
    try {
      Log reopened = storage.openChanges(loop);
      if (reopened.end() != state.revision()) {
        failed(
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
      reopened.putMetadata(metadata.toByteArray(), this::recovered);
    } catch (LogStoreException e) {
      loop.schedule(RECOVERY_INTERVAL_MS, this::recover);
    }
  }

  private void recovered(@Nullable LogFailure problem) {
    if (problem != null) {
      failed(problem);
      return;
    }
    failure = null;
    if (checkpoints != null) {
      checkpoints.stop();
      reopenCheckpoints();
    }
  }
}
