package dev.muxwire.client.internal.state;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects how one view differs from the view before. */
final class Difference {
  /** Revisions of another epoch say nothing: there, only another value is a change. */
  private final boolean sameEpoch;

  private final List<Entity> added = new ArrayList<>();
  private final List<ChangeSet.Change> changed = new ArrayList<>();
  private final List<Entity> removed = new ArrayList<>();

  Difference(boolean sameEpoch) {
    this.sameEpoch = sameEpoch;
  }

  void add(Optional<Entity> before, Optional<Entity> after) {
    add(before, after, false);
  }

  /**
   * Adds an entity before and after.
   *
   * @param settled it became pending, or is not any more: a change even to the same value
   */
  void add(Optional<Entity> before, Optional<Entity> after, boolean settled) {
    if (before.isEmpty()) {
      after.ifPresent(added::add);
    } else if (after.isEmpty()) {
      removed.add(before.get());
    } else if (settled || differ(before.get(), after.get())) {
      changed.add(new ChangeSet.Change(before.get(), after.get()));
    }
  }

  private boolean differ(Entity before, Entity after) {
    return sameEpoch ? !before.equals(after) : !before.sameValue(after);
  }

  ChangeSet toChangeSet(long fromRevision, long toRevision) {
    return new ChangeSet(fromRevision, toRevision, added, changed, removed);
  }
}
