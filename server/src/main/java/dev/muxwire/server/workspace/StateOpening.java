package dev.muxwire.server.workspace;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.storage.v1.CheckpointRecord;
import dev.muxwire.proto.storage.v1.StateMetadata;
import dev.muxwire.proto.storage.v1.StateRecord;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a workspace's state back: the latest checkpoint, then the changes since. */
final class StateOpening {
  private static final int READ_BYTES = 1024 * 1024;

  private final Log changes;
  private final @Nullable Log checkpoints;
  private final WorkspaceState state;
  private final RequestMemory requests;
  private final Opened whenOpened;
  private final String name;
  private StateMetadata metadata = StateMetadata.getDefaultInstance();
  private long checkpointBytes;
  private long changesBytes;
  private boolean foundHere;

  /** Told how it went. */
  interface Opened {
    void opened(Result result);
  }

  /**
   * How it went.
   *
   * @param metadata of the log
   * @param checkpointBytes what the checkpoint has
   * @param changesBytes what was read of changes since
   * @param problem why the state is not whole; null if it is
   * @param foundHere the problem is one that the log does not know of
   */
  record Result(
      StateMetadata metadata,
      long checkpointBytes,
      long changesBytes,
      @Nullable LogFailure problem,
      boolean foundHere) {}

  /**
   * @param name of the log of changes, for failures
   */
  StateOpening(
      Log changes,
      @Nullable Log checkpoints,
      WorkspaceState state,
      RequestMemory requests,
      String name,
      Opened whenOpened) {
    this.name = name;
    this.changes = changes;
    this.checkpoints = checkpoints;
    this.state = state;
    this.requests = requests;
    this.whenOpened = whenOpened;
  }

  /**
   * @param freshEpoch of a log that has none yet, or whose epoch belongs to another generation
   * @param generation the store's
   */
  void begin(long freshEpoch, long generation) {
    try {
      metadata = StateMetadata.parseFrom(changes.metadata());
    } catch (InvalidProtocolBufferException e) {
      end(damaged("its metadata cannot be read"));
      return;
    }
    if (metadata.getEpoch() != 0 && metadata.getGeneration() == generation) {
      load();
      return;
    }
    // What clients saw may be lost: before anybody is answered, none of it may count any more.
    metadata = metadata.toBuilder().setEpoch(freshEpoch).setGeneration(generation).build();
    changes.putMetadata(
        metadata.toByteArray(),
        problem -> {
          if (problem == null) {
            load();
          } else {
            end(problem);
          }
        });
  }

  private void load() {
    if (checkpoints == null || metadata.getCheckpointTo() == 0) {
      readChanges();
    } else {
      readCheckpoint(checkpoints, metadata.getCheckpointFrom());
    }
  }

  private void readCheckpoint(Log log, long position) {
    log.read(
        position,
        READ_BYTES,
        (records, problem) -> {
          if (problem != null || records.isEmpty()) {
            end(problem != null ? problem : damaged("its checkpoint ends at record " + position));
            return;
          }
          for (LogRecord stored : records) {
            if (stored.to() > metadata.getCheckpointTo()) {
              break; // of a checkpoint that was not finished
            }
            LogFailure damage = apply(stored, this::loadCheckpoint);
            if (damage != null) {
              end(damage);
              return;
            }
            checkpointBytes += stored.payload().length;
          }
          long next = records.get(records.size() - 1).to();
          if (next < metadata.getCheckpointTo()) {
            readCheckpoint(log, next);
          } else {
            readChanges();
          }
        });
  }

  private void loadCheckpoint(LogRecord stored) throws InvalidProtocolBufferException {
    CheckpointRecord record = CheckpointRecord.parseFrom(stored.payload());
    record.getEntitiesList().forEach(entity -> state.load(CheckpointRecords.decode(entity)));
    if (record.hasEnd()) {
      state.loaded(metadata.getCheckpointRevision(), record.getEnd().getHorizon());
      requests.load(record.getEnd());
    }
  }

  private void readChanges() {
    if (state.revision() == changes.end()) {
      end(null);
      return;
    }
    changes.read(
        state.revision(),
        READ_BYTES,
        (records, problem) -> {
          if (problem != null || records.isEmpty()) {
            end(
                problem != null
                    ? problem
                    : damaged("there is no record at revision " + state.revision()));
            return;
          }
          for (LogRecord stored : records) {
            LogFailure damage = apply(stored, this::replay);
            if (damage != null) {
              end(damage);
              return;
            }
            changesBytes += stored.payload().length;
          }
          readChanges();
        });
  }

  private void replay(LogRecord stored) throws InvalidProtocolBufferException {
    StateRecord record = StateRecord.parseFrom(stored.payload());
    List<Change> applied = record.getChangesList().stream().map(Change::fromProto).toList();
    applied.forEach(state::apply);
    state.rememberRemovals(applied);
    if (!record.getClientId().isEmpty()) {
      requests.remember(
          record.getClientId(),
          record.getRequestSeq(),
          record.getLowestOutstandingSeq(),
          stored.to(),
          record.getWrittenAtMs());
    }
  }

  private interface Step {
    void run(LogRecord stored) throws InvalidProtocolBufferException;
  }

  private @Nullable LogFailure apply(LogRecord stored, Step step) {
    try {
      step.run(stored);
      return null;
    } catch (InvalidProtocolBufferException | IllegalStateException e) {
      return damaged("the record at " + stored.from() + " is damaged: " + e.getMessage());
    }
  }

  private LogFailure damaged(String what) {
    foundHere = true;
    return new LogFailure(
        LogFailure.Kind.DAMAGED, "log " + name + ": " + what + ". Restore a backup.");
  }

  private void end(@Nullable LogFailure problem) {
    whenOpened.opened(new Result(metadata, checkpointBytes, changesBytes, problem, foundHere));
  }
}
