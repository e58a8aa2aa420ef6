package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One opening of a log, as the {@link GroupCommitter} knows it. */
final class WriteTarget {
  final String name;
  final long number;
  final Executor callbacks;
  final PhysicalTrim physicalTrim;

  /** Why nothing more is taken; what waits already is still written. Guarded by the committer. */
  @Nullable LogFailure refusal;

  /** Writes that were taken and have not been called back. Guarded by the committer. */
  int waitingWrites;

  /** How a write failed; everything behind it fails too. The writer thread's. */
  @Nullable LogFailure failure;

  WriteTarget(String name, long number, Executor callbacks) {
    this.name = name;
    this.number = number;
    this.callbacks = callbacks;
    this.physicalTrim = new PhysicalTrim(number);
  }
}
