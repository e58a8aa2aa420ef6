package dev.muxwire.client;

import java.util.List;

/**
 * The difference between two consecutive views of a replica. An entity is in at most one list.
 *
 * @param fromRevision the revision of the view before; 0 = the first
 * @param toRevision the revision of the view after; the same one if only pending edits differ
 * @param added entities that were not there before
 * @param changed entities that changed in what this replica holds of them
 * @param removed entities that are gone, as they last were
 */
public record ChangeSet(
    long fromRevision,
    long toRevision,
    List<Entity> added,
    List<Change> changed,
    List<Entity> removed) {

  /** An entity before and after. */
  public record Change(Entity before, Entity after) {}

  /** Copies the lists. */
  public ChangeSet {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /** True if nothing differs. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
