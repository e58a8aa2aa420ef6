package dev.muxwire.server.workspace;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.UnopenedLog;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a workspace's state is kept: the log of its changes, and the log of checkpoints, which
 * spare a start the reading of all history. Opening again takes over, and so comes back from a
 * failure.
 *
 * @param checkpoints null for state that is not kept at all (presence)
 */
public record StateStorage(LogStore store, String changes, @Nullable String checkpoints) {
  private static final String CHANGES = "/state";
  private static final String CHECKPOINTS = "/checkpoints";

  /** State that lasts. */
  public static StateStorage durable(LogStore store, String workspacePrefix) {
    return new StateStorage(store, workspacePrefix + CHANGES, workspacePrefix + CHECKPOINTS);
  }

  /** State that ends with the process. */
  public static StateStorage passing(LogStore memory) {
    return new StateStorage(memory, "presence", null);
  }

  boolean isPassing() {
    return checkpoints == null;
  }

  /** See {@link LogStore#generation()}. */
  long generation() {
    return store.generation();
  }

  Log openChanges(Executor callbacks) {
    return open(changes, callbacks);
  }

  @Nullable Log openCheckpoints(Executor callbacks) {
    return checkpoints == null ? null : open(checkpoints, callbacks);
  }

  /** One log that cannot be opened must keep no other workspace from being served. */
  private Log open(String name, Executor callbacks) {
    try {
      return store.open(name, callbacks);
    } catch (LogStoreException e) {
      return new UnopenedLog(callbacks, e);
    }
  }
}
