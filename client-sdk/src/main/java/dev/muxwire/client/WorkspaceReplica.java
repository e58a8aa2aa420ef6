package dev.muxwire.client;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * A live copy of a workspace's state, or of its presence. It survives reconnects: its cursor does,
 * and so only what changed meanwhile is fetched. It never shows an inconsistent or an empty moment
 * in between. The SDK implements this; applications do not.
 *
 * <p>An {@linkplain SubscribeOptions.Builder#optimistic optimistic} replica shows the mutations of
 * its own client to this workspace as well, in order, over what is confirmed:
 *
 * <pre>{@code
 * SubscribeOptions options = SubscribeOptions.builder().optimistic(true).build();
 * WorkspaceReplica tabs = client.subscribe("main", options);
 * tabs.addListener((view, changes) -> window.show(view)); // at once, online or offline
 *
 * Mutation rename =
 *     Mutation.builder()
 *         .base(tabs.view())
 *         .patch(EntityKind.TAB, id, Map.of("title", "build"))
 *         .build();
 * client.mutate("main", rename).whenComplete((durable, refused) -> {
 *   if (refused != null) window.tell(refused); // the replica shows the old title again
 * });
 * }</pre>
 *
 * <p>A mutation is shown as soon as the client's own thread has queued it, which is after {@code
 * mutate} returned; even before the first connection, over a view of epoch 0. When it is
 * acknowledged it stays until the confirmed state has it, so nothing flickers back; when it is
 * refused, or the client ends, it is taken back before its future fails. An operation that cannot
 * be applied here (a patch of what is not there, a name that is taken) shows nothing and waits for
 * the server's verdict; the rest of its batch is shown. What only the server checks (references,
 * preconditions, limits) is not anticipated. {@link WorkspaceView#isPending} tells what is not
 * confirmed; epoch and revision of the view, {@link #firstConsistent} and {@link #atLeast} are of
 * the confirmed state.
 */
public interface WorkspaceReplica extends AutoCloseable {
  /**
   * The latest consistent view; one of revision 0 before the first, empty but for pending edits.
   * Never blocks.
   */
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
   * Adds a listener. If there is something to show already, the listener is told it first, as a
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
    /**
     * A new view, and how it differs from the one told before: the sum of all that is told is the
     * view. A listener that is slow is told less often. An optimistic replica tells twice of an own
     * edit: as it is made, and as it is confirmed (another revision) or taken back.
     */
    void changed(WorkspaceView view, ChangeSet changes);

    /** Focus entities, ahead of the rest of the first snapshot: not a consistent state. */
    default void focus(Collection<Entity> entities) {}

    /** The stream ended for good; nothing more is told. */
    default void ended(MuxwireException reason) {}
  }
}
