package dev.muxwire.simulation;

import dev.muxwire.client.Mutation;
import dev.muxwire.proto.storage.v1.StateRecord;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the workspace should hold: the actors' own mutations, applied in the order in which the log
 * has them, found there by the marker that each one leaves. Only what the server itself did (to
 * terminals) is taken from the log's records.
 */
final class Model {
  private static final String MARKER = "marker";

  private final Simulation simulation;
  private final Map<String, Attempt> attempts = new LinkedHashMap<>();
  private final TreeMap<String, ModelEntity> entities = new TreeMap<>();
  private long revision;

  Model(Simulation simulation) {
    this.simulation = simulation;
  }

  void add(Attempt attempt) {
    attempts.put(attempt.marker(), attempt);
  }

  List<Attempt> open() {
    return attempts.values().stream().filter(Attempt::isOpen).toList();
  }

  List<Attempt> all() {
    return new ArrayList<>(attempts.values());
  }

  /** The attributes that mark a mutation. */
  static Map<String, Object> mark(String marker) {
    return Map.of("attributes", Map.of(MARKER, marker));
  }

  // ---- folding the log

  void apply(StateRecord record, long from, long to) {
    simulation.check(from == revision, "the log has a hole between " + revision + " and " + from);
    Attempt attempt = find(record);
    if (attempt == null) {
      record.getChangesList().forEach(this::applyOwn);
    } else {
      attempt.found(simulation, to);
      attempt.mutation().operations().forEach(this::apply);
      revision = to;
    }
    simulation.check(
        revision == to, "a batch of " + (to - from) + " revisions ends at " + revision);
  }

  private @Nullable Attempt find(StateRecord record) {
    for (EntityChange change : record.getChangesList()) {
      String marker = change.getBody().getRecord().getAttributesOrDefault(MARKER, "");
      if (!marker.isEmpty()) {
        return attempts.get(marker);
      }
    }
    return null;
  }

  private void apply(Mutation.Operation operation) {
    if (operation instanceof Mutation.Create create) {
      entities.put(create.id(), ModelEntity.of(create.kind().name(), create.fields()));
    } else if (operation instanceof Mutation.Patch patch) {
      ModelEntity before = entities.get(patch.id());
      if (before == null) {
        simulation.fail("a patch of " + patch.id() + ", which is not there, was accepted");
        return;
      }
      entities.put(patch.id(), before.patched(patch.fields(), patch.cleared()));
    } else {
      simulation.check(
          entities.remove(operation.id()) != null, "a removal of nothing: " + operation.id());
      entities.values().removeIf(entity -> operation.id().equals(entity.value("tab_id")));
    }
  }

  /** The server's own: what happens to terminals. */
  private void applyOwn(EntityChange change) {
    revision = change.getRevision();
    EntityBody body = change.getBody();
    simulation.check(body.hasTerminal(), "nobody asked for " + change);
    Map<String, Object> fields = TerminalFields.of(body.getTerminal());
    ModelEntity before = entities.get(change.getId());
    entities.put(
        change.getId(),
        before == null
            ? ModelEntity.of("TERMINAL", fields)
            : before.patched(fields, java.util.Set.of()));
  }

  long revision() {
    return revision;
  }

  Map<String, ModelEntity> entities() {
    return entities;
  }
}
