package dev.muxwire.client.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** A replica against a model that knows nothing of it: maps of titles and statuses. */
class ReplicaStatePropertyTest {
  /** One change of the model: null = no value; both null in a removal. */
  record Step(int id, @Nullable String title, @Nullable String status, boolean remove) {}

  private static final class Model {
    private final Map<String, Map<String, String>> tabs = new TreeMap<>();
    private final Map<String, Long> created = new HashMap<>();
    private final Map<String, Map<String, Long>> fieldRevisions = new HashMap<>();
    private final Map<String, Long> revisions = new TreeMap<>();
    private long revision;

    void apply(Step step) {
      String id = "tab-" + step.id();
      revision++;
      if (step.remove()) {
        if (tabs.remove(id) != null) {
          revisions.put(id, revision);
        }
        return;
      }
      if (revisions.containsKey(id) && !tabs.containsKey(id)) {
        return; // ids are never used again
      }
      Map<String, String> tab = tabs.computeIfAbsent(id, unused -> new TreeMap<>());
      created.putIfAbsent(id, revision);
      revisions.put(id, revision);
      set(id, tab, "title", step.title());
      set(id, tab, "status", step.status());
    }

    private void set(String id, Map<String, String> tab, String field, @Nullable String value) {
      if (value == null) {
        tab.remove(field);
      } else {
        tab.put(field, value);
      }
      fieldRevisions.computeIfAbsent(id, unused -> new HashMap<>()).put(field, revision);
    }

    /** The scan from a base, in order of the last change. */
    List<EntityChange> since(long base) {
      List<EntityChange> changes = new ArrayList<>();
      revisions.entrySet().stream()
          .filter(entry -> entry.getValue() > base)
          .sorted(Map.Entry.comparingByValue())
          .forEach(entry -> add(changes, base, entry.getKey(), entry.getValue()));
      return changes;
    }

    private void add(List<EntityChange> changes, long base, String id, long at) {
      EntityChange.Builder change = EntityChange.newBuilder().setId(id).setRevision(at);
      Map<String, String> tab = tabs.get(id);
      if (tab == null) {
        if (base > 0) {
          changes.add(change.setType(ChangeType.CHANGE_TYPE_REMOVED).build());
        }
        return;
      }
      Tab.Builder body = Tab.newBuilder();
      boolean whole = created.getOrDefault(id, 0L) > base;
      for (var field : fieldRevisions.getOrDefault(id, Map.of()).entrySet()) {
        if (!whole && field.getValue() <= base) {
          continue;
        }
        int number = field.getKey().equals("title") ? 1 : 6;
        String value = tab.get(field.getKey());
        if (value != null) {
          body.setField(Tab.getDescriptor().findFieldByNumber(number), value);
        } else if (!whole) {
          change.addClearedFields(number);
        }
      }
      change.setBody(EntityBody.newBuilder().setTab(body));
      change.setType(whole ? ChangeType.CHANGE_TYPE_UNSPECIFIED : ChangeType.CHANGE_TYPE_PATCH);
      changes.add(change.build());
    }
  }

  @Provide
  Arbitrary<List<List<Step>>> histories() {
    Arbitrary<@Nullable String> value = Arbitraries.of("a", "b", "c").injectNull(0.3);
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, 5),
                value,
                value,
                Arbitraries.integers().between(0, 5))
            .as((id, title, status, kind) -> new Step(id, title, status, kind == 0));
    return step.list().ofMinSize(1).ofMaxSize(12).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 300)
  void deltas_leadToTheServersState_andTheChangeSetsSayHow(
      @ForAll("histories") List<List<Step>> histories) {
    Model model = new Model();
    ReplicaState replica = new ReplicaState("main");
    replica.begin(Subscribed.newBuilder().setEpoch(1).setReset(true).build());
    Map<String, Entity> told = new HashMap<>();
    long base = 0;
    for (List<Step> steps : histories) {
      steps.forEach(model::apply);
      tell(told, applyAll(replica, model.since(base), model.revision));
      base = model.revision;
      assertSame(replica.view(), model);
      assertThat(told.keySet()).isEqualTo(model.tabs.keySet());
      told.forEach(
          (id, entity) ->
              assertThat(entity.fields()).isEqualTo(model.tabs.getOrDefault(id, Map.of())));
    }
  }

  @Property(tries = 300)
  void partsAppliedTwice_changeNothing(@ForAll("histories") List<List<Step>> histories) {
    Model model = new Model();
    ReplicaState replica = new ReplicaState("main");
    replica.begin(Subscribed.newBuilder().setEpoch(1).setReset(true).build());
    long base = 0;
    for (List<Step> steps : histories) {
      steps.forEach(model::apply);
      List<EntityChange> changes = model.since(base);
      for (EntityChange change : changes) {
        replica.apply(part(change.getRevision(), false, List.of(change)));
        replica.apply(part(change.getRevision(), false, List.of(change)));
      }
      applyAll(replica, changes, model.revision);
      base = model.revision;
      assertSame(replica.view(), model);
    }
  }

  @Property(tries = 300)
  void reset_isTheDifferenceFromWhatWasShown(
      @ForAll("histories") List<List<Step>> before, @ForAll("histories") List<List<Step>> after) {
    Model first = new Model();
    before.forEach(steps -> steps.forEach(first::apply));
    Model second = new Model();
    after.forEach(steps -> steps.forEach(second::apply));
    ReplicaState replica = new ReplicaState("main");
    replica.begin(Subscribed.newBuilder().setEpoch(1).setReset(true).build());
    Map<String, Entity> told = new HashMap<>();
    tell(told, applyAll(replica, first.since(0), first.revision));
    WorkspaceView shown = replica.view();

    replica.begin(Subscribed.newBuilder().setEpoch(2).setReset(true).build());
    for (EntityChange change : second.since(0)) {
      assertThat(replica.apply(part(change.getRevision(), false, List.of(change)))).isNull();
      assertThat(replica.view()).isSameAs(shown);
    }
    ChangeSet difference = applyAll(replica, List.of(), second.revision);
    tell(told, difference);

    assertSame(replica.view(), second);
    assertThat(told.keySet()).isEqualTo(second.tabs.keySet());
    assertThat(difference.changed())
        .allSatisfy(
            change -> assertThat(change.before().fields()).isNotEqualTo(change.after().fields()));
  }

  private static ChangeSet applyAll(
      ReplicaState replica, List<EntityChange> changes, long revision) {
    ChangeSet set = replica.apply(part(revision, true, changes));
    assertThat(set).isNotNull();
    return java.util.Objects.requireNonNull(set);
  }

  private static StatePart part(long through, boolean consistent, List<EntityChange> changes) {
    return StatePart.newBuilder()
        .setThrough(through)
        .setConsistent(consistent)
        .addAllChanges(changes)
        .build();
  }

  /** What a listener knows that only follows the change sets. */
  private static void tell(Map<String, Entity> told, ChangeSet set) {
    set.added().forEach(entity -> assertThat(told.put(entity.id(), entity)).isNull());
    set.changed()
        .forEach(
            change ->
                assertThat(told.put(change.after().id(), change.after()))
                    .isEqualTo(change.before()));
    set.removed().forEach(entity -> assertThat(told.remove(entity.id())).isNotNull());
  }

  private static void assertSame(WorkspaceView view, Model model) {
    Map<String, Object> fields = new TreeMap<>();
    view.entities().forEach(entity -> fields.put(entity.id(), entity.fields()));
    assertThat(fields).isEqualTo(model.tabs);
    assertThat(view.size()).isEqualTo(model.tabs.size());
    assertThat(view.revision()).isEqualTo(model.revision);
  }
}
