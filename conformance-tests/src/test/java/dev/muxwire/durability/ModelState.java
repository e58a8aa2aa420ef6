package dev.muxwire.durability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A workspace as docs/PROTOCOL.md says it becomes: each step moves the revision by one, and so does
 * each pane that goes with its tab. What was applied last can be taken back.
 */
final class ModelState {
  private final Map<String, ModelEntity> living = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Deque<List<Before>> applied = new ArrayDeque<>();
  private List<Before> current = new ArrayList<>();
  private long revision;

  private record Before(String id, @Nullable ModelEntity entity, boolean wasUsed, long revision) {}

  long revision() {
    return revision;
  }

  @Nullable ModelEntity entity(String id) {
    return living.get(id);
  }

  Map<String, ModelEntity> entities() {
    return living;
  }

  /** The entities that what was applied last changed, by revision. */
  Map<Long, String> latestChanges() {
    return applied.element().stream()
        .collect(Collectors.toMap(before -> before.revision() + 1, Before::id));
  }

  /** Applies a request; if that is not allowed, says why not and does nothing. */
  @Nullable String apply(Request request) {
    String violation = violationOf(request.guards());
    current = new ArrayList<>();
    for (Step step : request.steps()) {
      if (violation == null) {
        violation = apply(step);
      }
    }
    if (violation == null) {
      violation = brokenReference();
    }
    applied.push(current);
    if (violation != null) {
      takeBack();
    }
    return violation;
  }

  /** Takes back what was applied last. */
  void takeBack() {
    List<Before> last = applied.pop();
    for (int i = last.size() - 1; i >= 0; i--) {
      Before before = last.get(i);
      revision = before.revision();
      if (before.entity() == null) {
        living.remove(before.id());
      } else {
        living.put(before.id(), before.entity());
      }
      if (!before.wasUsed()) {
        used.remove(before.id());
      }
    }
  }

  private @Nullable String violationOf(List<Guard> guards) {
    for (Guard guard : guards) {
      if (!holds(guard)) {
        return "it was not so that: " + guard;
      }
    }
    return null;
  }

  boolean holds(Guard guard) {
    ModelEntity entity = living.get(guard.id());
    return (entity == null ? 0 : entity.revisionOf(guard.field())) == guard.revision();
  }

  private @Nullable String apply(Step step) {
    ModelEntity entity = living.get(step.id());
    if (step instanceof Step.Create create) {
      if (used.contains(create.id())) {
        return create.id() + " was created before";
      }
      put(create.id(), ModelEntity.created(create, revision + 1));
    } else if (entity == null) {
      return step.id() + " was not there";
    } else if (step instanceof Step.Patch patch) {
      put(patch.id(), entity.patched(patch.values(), patch.cleared(), revision + 1));
    } else {
      if (entity.kind().equals(Step.TAB)) {
        panesOf(step.id()).forEach(pane -> put(pane, null));
      }
      put(step.id(), null);
    }
    return null;
  }

  private List<String> panesOf(String tab) {
    return living.entrySet().stream()
        .filter(entry -> tab.equals(entry.getValue().values().get("tab_id")))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void put(String id, @Nullable ModelEntity entity) {
    current.add(new Before(id, living.get(id), !used.add(id), revision));
    revision++;
    if (entity == null) {
      living.remove(id);
    } else {
      living.put(id, entity);
    }
  }

  /** What was touched, and what refers to it, refers to what is there. */
  private @Nullable String brokenReference() {
    for (Before touched : current) {
      ModelEntity now = living.get(touched.id());
      ModelEntity any = now != null ? now : touched.entity();
      String tab = any == null ? null : any.values().get("tab_id");
      String looked = tab != null ? tab : touched.id();
      if (now != null && tab != null && !living.containsKey(tab)) {
        return touched.id() + " was put into " + tab + ", which was not there";
      }
      ModelEntity shown = living.get(looked);
      for (String leaf : shown == null ? List.<String>of() : leaves(shown)) {
        ModelEntity pane = living.get(leaf);
        if (pane == null || !looked.equals(pane.values().get("tab_id"))) {
          return looked + " showed " + leaf + ", which was no pane of it";
        }
      }
    }
    return null;
  }

  private static List<String> leaves(ModelEntity entity) {
    String layout = entity.values().getOrDefault("layout", "");
    return Arrays.stream(layout.replaceAll("^[A-Z]+\\(|\\)$", "").split(" ", -1))
        .filter(leaf -> !leaf.isEmpty())
        .toList();
  }

  StoredState stored(long epoch) {
    return new StoredState(
        epoch,
        revision,
        living.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stored())));
  }
}
