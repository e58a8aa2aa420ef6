package dev.muxwire.durability;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  Hindsight(List<Told> acknowledged, StoredState end) {
    this.end = end;
    end.entities().forEach((id, entity) -> lastChanges.put(entity.revision(), id));
    acknowledged.stream()
        .flatMap(told -> told.request().steps().stream())
        .filter(step -> step instanceof Step.Remove)
        .forEach(step -> removed.add(step.id()));
  }

  /** Can what was applied last have been? */
  boolean allows(ModelState state) {
    return state.latestChanges().entrySet().stream()
        .allMatch(change -> allows(change.getKey(), change.getValue(), state));
  }

  private boolean allows(long revision, String id, ModelState state) {
    StoredEntity found = end.entities().get(id);
    if (found != null) {
      ModelEntity now = state.entity(id);
      return now != null && now.stored().revision() <= found.revision() && fits(revision, id);
    }
    return fits(revision, id);
  }

  private boolean fits(long revision, String id) {
    return lastChanges.getOrDefault(revision, id).equals(id);
  }

  /** Does it remove what is there, is gone at the end, and was removed by nobody for certain? */
  boolean demands(Told unknown, ModelState state) {
    return unknown.request().steps().stream()
        .filter(step -> step instanceof Step.Remove)
        .map(Step::id)
        .anyMatch(
            id ->
                state.entity(id) != null
                    && !end.entities().containsKey(id)
                    && !removed.contains(id));
  }
}
