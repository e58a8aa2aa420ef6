package dev.muxwire.simulation;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One replica, the views of it that were shown, and the sum of the changes that it told. */
final class ReplicaWatch implements WorkspaceReplica.Listener {
  private static final int MAX_SAMPLES = 8;

  private final Simulation simulation;
  private final String name;
  private final WorkspaceReplica replica;
  private final SubscribeOptions filter;
  private final SplittableRandom random;
  private final List<WorkspaceView> samples = new ArrayList<>();

  /** The sum of the changes that it told. */
  private final TreeMap<String, Entity> summed = new TreeMap<>();

  private final Map<Entity, String> texts = new IdentityHashMap<>();
  private long shown;
  private boolean closed;

  ReplicaWatch(
      Simulation simulation, String name, WorkspaceReplica replica, SubscribeOptions filter) {
    this.simulation = simulation;
    this.name = name;
    this.replica = replica;
    this.filter = filter;
    this.random = simulation.newRandom();
    replica.addListener(this);
  }

  WorkspaceView view() {
    return replica.view();
  }

  boolean isWhole() {
    return filter.kinds().isEmpty() && filter.fields().isEmpty();
  }

  /**
   * Views that the application was shown, to be judged when the log is known. What an optimistic
   * replica shows, no log has.
   */
  List<WorkspaceView> samples() {
    return samples;
  }

  void close() {
    closed = true;
    replica.close();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void changed(WorkspaceView view, ChangeSet changes) {
    check(view.revision() >= shown, () -> "went back from " + shown + " to " + view.revision());
    shown = view.revision();
    changes.added().forEach(this::sum);
    changes.changed().forEach(change -> sum(change.after()));
    changes.removed().forEach(entity -> summed.remove(entity.id()));
    if (!filter.optimistic() && samples.size() < MAX_SAMPLES && random.nextInt(4) == 0) {
      samples.add(view);
    }
  }

  private void sum(Entity entity) {
    summed.put(entity.id(), entity);
  }

  @Override
  public void ended(MuxwireException reason) {
    check(closed, "ended with " + reason);
  }

  /** It shows what the model has at this revision, and told every change that led there. */
  void checkAtRest(Model model) {
    if (closed) {
      return;
    }
    WorkspaceView view = replica.view();
    // A revision that changed nothing under its filter need not be told.
    check(view.revision() <= model.revision(), "is ahead of the log: " + view.revision());
    checkView(view, model);
    view.entities()
        .forEach(it -> check(!view.isPending(it.id()), () -> it + " is pending for ever"));
    Map<String, String> held = texts(view.entities());
    Map<String, String> told = texts(summed.values());
    check(held.equals(told), () -> "its changes do not add up: " + difference(held, told));
  }

  /** A view of the model's revision is what the model has. */
  void checkView(WorkspaceView view, Model model) {
    Map<String, String> expected = new TreeMap<>();
    model
        .entities()
        .forEach(
            (id, entity) -> {
              EntityKind kind = EntityKind.valueOf(entity.kind());
              if (filter.kinds().isEmpty() || filter.kinds().contains(kind)) {
                expected.put(id, entity.text(filter.fields().get(kind)));
              }
            });
    Map<String, String> held = texts(view.entities());
    check(
        held.equals(expected),
        () -> "at revision " + view.revision() + " differs: " + difference(held, expected));
  }

  private Map<String, String> texts(Collection<Entity> entities) {
    Map<String, String> texts = new TreeMap<>();
    entities.forEach(entity -> texts.put(entity.id(), text(entity)));
    return texts;
  }

  /** Views share most of their entities. */
  private String text(Entity entity) {
    return texts.computeIfAbsent(
        entity, made -> ModelEntity.of(made.kind().name(), made.fields()).text(null));
  }

  private static String difference(Map<String, String> held, Map<String, String> expected) {
    for (Map.Entry<String, String> each : expected.entrySet()) {
      if (!each.getValue().equals(held.get(each.getKey()))) {
        return each.getKey() + " is " + held.get(each.getKey()) + ", not " + each.getValue();
      }
    }
    return held.keySet().stream().filter(id -> !expected.containsKey(id)).toList() + " too many";
  }

  private void check(boolean holds, String what) {
    check(holds, () -> what);
  }

  private void check(boolean holds, Supplier<String> what) {
    simulation.check(holds, () -> "replica " + name + " " + what.get());
  }
}
