package dev.muxwire.client;

import java.util.Collection;
import java.util.Optional;

/**
 * A workspace (or its presence) as it was at one revision: immutable and consistent. The SDK
 * implements this; applications do not.
 */
public interface WorkspaceView {
  /** The workspace's name. */
  String workspace();

  /** The epoch of the state log; 0 before the first consistent state. */
  long epoch();

  /** The revision that this view shows; 0 before the first consistent state. */
  long revision();

  /** The entity with this id. */
  Optional<Entity> entity(String id);

  /**
   * Whether what this view shows of an id, be it that nothing is there, is the work of mutations of
   * this client that are not confirmed. Such an entity has the revision of its last confirmed
   * change, 0 if there is none. Always false unless {@link SubscribeOptions#optimistic}.
   */
  default boolean isPending(String id) {
    return false;
  }

  /** All entities of a kind, in no particular order. */
  Collection<Entity> ofKind(EntityKind kind);

  /** All entities, in no particular order. */
  Collection<Entity> entities();

  /** How many entities there are. */
  int size();
}
