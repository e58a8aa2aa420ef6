package dev.muxwire.server.storage.memory;

import dev.muxwire.server.log.Log.Completion;
import dev.muxwire.server.log.LogFailure;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change that its caller sees already and that the imagined disk does not hold yet.
 *
 * @param log who asked
 * @param effect the change, done once to what callers see and once to what is durable
 * @param refusal set when it was refused on arrival, and only waits for its turn to say so
 */
record Operation(
    MemoryLog log, Effect effect, Completion whenDurable, @Nullable LogFailure refusal) {
  /** A change to the logs by name. */
  interface Effect {
    Effect NOTHING = logs -> {};

    void applyTo(Map<String, LogContents> logs);
  }

  boolean canBeStored() {
    return refusal == null && log.failure() == null;
  }
}
