package dev.muxwire.durability;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the state at the end tells of requests of unknown outcome: some cannot have been applied
 * where they would fit, others must have been applied somewhere. Ids are never used again, and each
 * entity has the revision of its last change.
 */
final class Hindsight {
  private final StoredState end;

  /** Which entity was changed last at a revision. */
  private final Map<Long, String> lastChanges = new HashMap<>();

  /** What acknowledged requests removed. */
  private final Set<String> removed = new HashSet<>();

  /** What anybody may have removed. */
  private final Set<String> removable = new HashSet<>();

  Hindsight(List<Told> history, StoredState end) {
    this.end = end;
    end.entities().forEach((id, entity) -> lastChanges.put(entity.revision(), id));
    for (Told told : history) {
      List<String> ids = removals(told).toList();
      if (!(told.outcome() instanceof Outcome.Refused)) {
        removable.addAll(ids);
      }
      if (told.isAcknowledged()) {
        removed.addAll(ids);
      }
    }
  }

  private static Stream<String> removals(Told told) {
    return told.request().steps().stream()
        .filter(step -> step instanceof Step.Remove)
        .map(Step::id);
  }

  /** Can what was applied last have been? */
  boolean allows(ModelState state) {
    return state.latestChanges().entrySet().stream()
        .allMatch(change -> allows(change.getKey(), change.getValue(), state));
  }

  private boolean allows(long revision, String id, ModelState state) {
    StoredEntity found = end.entities().get(id);
    ModelEntity now = state.entity(id);
    boolean possible =
        found == null
            ? now == null || canGo(id, now)
            : now != null && now.stored().revision() <= found.revision();
    return possible && lastChanges.getOrDefault(revision, id).equals(id);
  }

  /** May somebody have removed it, or its tab with it? */
  private boolean canGo(String id, ModelEntity entity) {
    return removable.contains(id) || removable.contains(entity.values().getOrDefault("tab_id", id));
  }

  /** Does it remove what is there, is gone at the end, and was removed by nobody for certain? */
  boolean demands(Told unknown, ModelState state) {
    return removals(unknown)
        .anyMatch(
            id ->
                state.entity(id) != null
                    && !end.entities().containsKey(id)
                    && !removed.contains(id));
  }
}
