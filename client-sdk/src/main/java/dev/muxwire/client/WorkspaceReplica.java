package dev.muxwire.client;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * A live copy of a workspace's state, or of its presence. It survives reconnects: its cursor does,
 * and so only what changed meanwhile is fetched. It never shows an inconsistent or an empty moment
 * in between. The SDK implements this; applications do not.
 */
public interface WorkspaceReplica extends AutoCloseable {
  /** The latest consistent view; an empty one of revision 0 before the first. Never blocks. */
  WorkspaceView view();

  /**
   * Completes with the first consistent view. Fails with {@link MuxwireException} if the stream
   * ends before.
   */
  CompletableFuture<WorkspaceView> firstConsistent();

  /**
   * Completes with the first view at or after a revision (of {@link MutationResult}, to read one's
   * own write). Fails with {@link MuxwireException} if the stream ends before.
   */
  CompletableFuture<WorkspaceView> atLeast(long revision);

  /**
   * Adds a listener. If a consistent view is there already, the listener is told it first, as a
   * change set in which everything is added.
   */
  void addListener(Listener listener);

  /** Removes a listener; calls already under way may still arrive. */
  void removeListener(Listener listener);

  /** Ends the stream; the last view stays readable. */
  @Override
  void close();

  /** Told what happens to a replica; on the callback executor, one call at a time, in order. */
  interface Listener {
    /** A new consistent view, and how it differs from the one before. */
    void changed(WorkspaceView view, ChangeSet changes);

    /** Focus entities, ahead of the rest of the first snapshot: not a consistent state. */
    default void focus(Collection<Entity> entities) {}

    /** The stream ended for good; nothing more is told. */
    default void ended(MuxwireException reason) {}
  }
}
