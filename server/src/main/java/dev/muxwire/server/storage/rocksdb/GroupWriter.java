package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a group of writes as one batch and tells each how it went. Runs on the writer thread. */
final class GroupWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

  private final Database database;
  private final BatchSink sink;
  private final Witness witness;
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();

  /**
   * @param sink the database, or what stands before it in a test
   */
  GroupWriter(Database database, BatchSink sink, Witness witness) {
    this.database = database;
    this.sink = sink;
    this.witness = witness;
  }

  long syncs() {
    return syncs.get();
  }

  long writes() {
    return writes.get();
  }

  void write(List<Write> group) {
    List<Write> accepted = group.stream().filter(write -> write.target().failure == null).toList();
    String error = null;
    RocksDBException cause = null;
    try {
      writeBatch(accepted);
    } catch (RocksDBException e) {
      cause = e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // The writer must live on: whoever waits has to be told.
      LOG.error("A batch could not be made", e);
      error = e.toString();
    }
    if (cause != null || error != null) {
      for (Write write : accepted) {
        write.target().failure = failure(write.target().name, cause, error);
      }
    }
    callBack(group);
    erase(accepted);
  }

  private void writeBatch(List<Write> accepted) throws RocksDBException {
    boolean sync = false;
    try (WriteBatch batch = new WriteBatch(bytesOf(accepted))) {
      for (Write write : accepted) {
        write.part().addTo(batch);
        sync |= write.sync();
      }
      if (batch.count() == 0 && !sync) {
        return;
      }
      // Erasures write too: what they add meanwhile is not counted, as it may not be synced.
      long durable = database.latestSequence() + batch.count();
      sink.write(batch, sync);
      if (sync) {
        witness.durable(durable);
      }
    }
    writes.addAndGet(accepted.size());
    if (sync) {
      syncs.incrementAndGet();
    }
    for (Write write : accepted) {
      write.target().physicalTrim.appended(write.pendingBytes());
    }
  }

  /** Room for all of them at once: a batch that grows is copied again and again. */
  private static int bytesOf(List<Write> writes) {
    long bytes = writes.stream().mapToLong(Write::pendingBytes).sum();
    return (int) Math.min(bytes, GroupCommitter.MAX_GROUP_BYTES);
  }

  /** One task for each log, so that a group costs an executor one hand-over. */
  private static void callBack(List<Write> group) {
    Map<WriteTarget, List<Write>> byTarget = new LinkedHashMap<>();
    for (Write write : group) {
      if (write.whenWritten() != Write.WhenWritten.NONE) {
        byTarget.computeIfAbsent(write.target(), target -> new ArrayList<>()).add(write);
      }
    }
    byTarget.forEach(
        (target, writes) -> {
          LogFailure failure = target.failure;
          execute(target, () -> tellAll(writes, failure));
        });
  }

  /** One callback that throws must not keep the others from being told. */
  private static void tellAll(List<Write> writes, @Nullable LogFailure failure) {
    RuntimeException thrown = null;
    for (Write write : writes) {
      try {
        write.whenWritten().written(failure);
      } catch (RuntimeException e) {
        thrown = thrown == null ? e : thrown;
      }
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  static void execute(WriteTarget target, Runnable callback) {
    try {
      target.callbacks.execute(callback);
    } catch (RejectedExecutionException ownerIsGone) {
      LOG.debug("Nobody is left to be told of log {}", target.name);
    } catch (RuntimeException e) {
      LOG.error("A callback of log {} failed", target.name, e);
    }
  }

  private void erase(List<Write> accepted) {
    for (Write write : accepted) {
      try {
        if (write.target().failure == null) {
          write.target().physicalTrim.erase(database);
        }
      } catch (RocksDBException e) {
        // Only space is lost, until the next trim; the next write tells its owner what is wrong.
        LOG.warn("Log {}: trimmed records could not be erased", write.target().name, e);
      }
    }
  }

  private static LogFailure failure(
      String name, @Nullable RocksDBException cause, @Nullable String error) {
    return cause != null
        ? Failures.write(name, cause)
        : new LogFailure(LogFailure.Kind.READ_ONLY, "log " + name + ": " + error);
  }
}
