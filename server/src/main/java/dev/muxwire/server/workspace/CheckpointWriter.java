package dev.muxwire.server.workspace;

import dev.muxwire.proto.storage.v1.CheckpointEnd;
import dev.muxwire.proto.storage.v1.CheckpointRecord;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints: the scan of a snapshot, into a log. Slice by slice, between syncs, each
 * waiting for the disk before the next, so that nobody waits for the whole. What changes meanwhile
 * comes again at the end of the scan's order; the last slice makes the whole right at its revision.
 *
 * <p>A checkpoint is due when the state log has grown by as much as the last checkpoint has bytes,
 * so that disk writes at most double and a start reads at most about twice the state.
 */
final class CheckpointWriter {
  private static final int SLICE_BYTES = 256 * 1024;

  private final long minLogBytes;
  private final Log log;
  private final WorkspaceState state;
  private final RequestMemory requests;
  private final Consumer<Runnable> turns;
  private final Consumer<Checkpoint> whenWritten;
  private final Consumer<LogFailure> whenFailed;
  private boolean failed;

  private long logBytes;
  private long checkpointBytes;

  // Of the checkpoint under way.
  private boolean writing;
  private long from;
  private long begunAt;
  private long through;
  private long writtenBytes;
  private long logBytesAtBegin;
  private long logBytesAtSlice;

  /** The records [from, to) of the checkpoint log hold the state at a revision. */
  record Checkpoint(long from, long to, long revision) {}

  /**
   * @param minLogBytes what the state log may always grow: a small workspace needs no checkpoints
   * @param turns runs a task when all that was applied is durable
   * @param whenWritten told when a checkpoint is durable
   * @param whenFailed told when the log failed: this one writes no more
   */
  CheckpointWriter(
      long minLogBytes,
      Log log,
      WorkspaceState state,
      RequestMemory requests,
      Consumer<Runnable> turns,
      Consumer<Checkpoint> whenWritten,
      Consumer<LogFailure> whenFailed) {
    this.minLogBytes = minLogBytes;
    this.log = log;
    this.state = state;
    this.requests = requests;
    this.turns = turns;
    this.whenWritten = whenWritten;
    this.whenFailed = whenFailed;
  }

  /** The state log has grown; begins a checkpoint when one is due. */
  void grown(long bytes) {
    logBytes += bytes;
    if (!failed && !writing && logBytes >= Math.max(minLogBytes, checkpointBytes)) {
      writing = true;
      turns.accept(this::begin);
    }
  }

  /** Tells the size of the checkpoint that the state was loaded from. */
  void loaded(long bytes) {
    checkpointBytes = bytes;
  }

  /** Goes on with what another one had counted, on the log as it was opened again. */
  void takeOver(CheckpointWriter stopped) {
    loaded(stopped.checkpointBytes);
    grown(stopped.logBytes);
  }

  /** Gives up the checkpoint under way, if any: the log is to be opened again. */
  void stop() {
    failed = true;
  }

  private void begin() {
    from = log.end();
    begunAt = state.revision();
    through = 0;
    writtenBytes = 0;
    logBytesAtBegin = logBytes;
    logBytesAtSlice = logBytes;
    slice();
  }

  private void slice() {
    if (failed) {
      return;
    }
    if (state.horizon() > begunAt) {
      begin(); // a removal that this scan has to tell is forgotten
      return;
    }
    // Twice as fast as the log grows, or it might never catch up.
    long limit = Math.max(SLICE_BYTES, 2 * (logBytes - logBytesAtSlice));
    logBytesAtSlice = logBytes;
    CheckpointRecord.Builder record = CheckpointRecord.newBuilder();
    long bytes = 0;
    for (EntityState entity : state.changedAfter(through)) {
      if (bytes >= limit) {
        append(record, () -> turns.accept(this::slice));
        return;
      }
      var encoded = CheckpointRecords.encode(entity);
      bytes += encoded.getSerializedSize();
      record.addEntities(encoded);
      through = entity.revision();
    }
    CheckpointEnd.Builder end = CheckpointEnd.newBuilder().setHorizon(state.horizon());
    requests.save(end);
    long revision = state.revision();
    append(record.setEnd(end), () -> ended(revision));
  }

  private void append(CheckpointRecord.Builder record, Runnable whenDurable) {
    byte[] payload = record.build().toByteArray();
    writtenBytes += payload.length;
    long position = log.end();
    log.append(
        List.of(new LogRecord(position, position + 1, payload)),
        failure -> appended(failure, whenDurable));
  }

  private void appended(@Nullable LogFailure failure, Runnable whenDurable) {
    if (failure == null) {
      whenDurable.run();
    } else if (!failed) {
      failed = true;
      whenFailed.accept(failure);
    }
  }

  private void ended(long revision) {
    checkpointBytes = writtenBytes;
    logBytes -= logBytesAtBegin;
    writing = false;
    whenWritten.accept(new Checkpoint(from, log.end(), revision));
  }

  /** Gives back what a newer checkpoint replaces. */
  void trim(Checkpoint current) {
    log.trim(current.from());
  }
}
