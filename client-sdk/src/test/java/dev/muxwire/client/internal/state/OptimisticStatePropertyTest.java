package dev.muxwire.client.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.client.internal.state.OptimisticModel.Edit;
import dev.muxwire.client.internal.state.OptimisticModel.Op;
import dev.muxwire.client.internal.state.OptimisticModel.Type;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any order of edits, verdicts, changes of others, cuts and resets, against a naive model. */
class OptimisticStatePropertyTest {
  /** What happens next. */
  enum Event {
    EDIT,
    JUDGE_AND_TELL,
    JUDGE_AND_LOSE_THE_ANSWER,
    REMOTE,
    CONFIRM,
    SNAPSHOT_AGAIN,
    LOSE_THE_LOG
  }

  record Step(Event event, List<Op> ops) {}

  /** The state under test, beside the model and a listener that only follows change sets. */
  private static final class Run {
    final OptimisticModel model = new OptimisticModel();
    final ReplicaState replica = new ReplicaState("main");
    final OptimisticState state = new OptimisticState(SubscribeOptions.all(), replica.view());
    final Map<String, Entity> told = new HashMap<>();
    boolean subscribed;

    void step(Step step) {
      switch (step.event()) {
        case EDIT -> edit(step.ops());
        case JUDGE_AND_TELL -> tellVerdict();
        case JUDGE_AND_LOSE_THE_ANSWER -> nextUnjudged().forEach(model::judge);
        case REMOTE -> model.run(step.ops());
        case CONFIRM -> confirm(false);
        case SNAPSHOT_AGAIN -> confirm(true);
        case LOSE_THE_LOG -> model.lose();
      }
      check();
    }

    private void edit(List<Op> ops) {
      Mutation.Builder mutation = Mutation.builder();
      ops.forEach(op -> op.addTo(mutation));
      LocalEdit local = new LocalEdit(Mutations.encode("main", mutation.build()));
      model.edits.add(new Edit(ops, model.confirmedEpoch, local));
      state.edited(local);
      follow(state.settle());
    }

    private List<Edit> nextUnjudged() {
      return model.edits.stream().filter(edit -> !edit.isAcknowledged()).limit(1).toList();
    }

    private void tellVerdict() {
      for (Edit edit : nextUnjudged()) {
        long revision = model.judge(edit);
        if (revision == 0) {
          model.edits.remove(edit);
          state.refused(edit.local);
        } else {
          edit.ackEpoch = model.epoch;
          edit.ackRevision = revision;
          edit.confirmedEpochAtAck = model.confirmedEpoch;
          if (model.isReached(edit)) {
            model.edits.remove(edit);
          }
          state.acknowledged(edit.local, new MutationResult(model.epoch, revision));
        }
        follow(state.settle());
      }
    }

    private void confirm(boolean snapshot) {
      boolean reset = snapshot || !subscribed || model.confirmedEpoch != model.epoch;
      long base = reset ? 0 : model.confirmedRevision;
      if (reset) {
        replica.begin(Subscribed.newBuilder().setEpoch(model.epoch).setReset(true).build());
        subscribed = true;
      }
      StatePart.Builder part = StatePart.newBuilder();
      model.lastChange.forEach(
          (id, at) -> {
            if (at > base && (base > 0 || model.server.values.containsKey(id))) {
              part.addChanges(change(id, at));
            }
          });
      part.setThrough(model.revision).setConsistent(true);
      ChangeSet changes = Objects.requireNonNull(replica.apply(part.build()));
      model.confirm();
      follow(state.confirmed(replica.view(), changes));
    }

    private EntityChange change(String id, long at) {
      EntityChange.Builder change = EntityChange.newBuilder().setId(id).setRevision(at);
      Map<String, String> values = model.server.values.get(id);
      if (values == null) {
        return change.setType(ChangeType.CHANGE_TYPE_REMOVED).build();
      }
      Map<String, Object> fields = new HashMap<>(values);
      Object attribute = fields.remove("attributes.a");
      if (attribute != null) {
        fields.put("attributes", Map.of("a", attribute));
      }
      EntityKind kind = id.startsWith("pane") ? EntityKind.PANE : EntityKind.TAB;
      return change.setBody(FieldTrees.encode(kind, fields)).build();
    }

    private void follow(ChangeSet set) {
      set.added().forEach(entity -> assertThat(told.put(entity.id(), entity)).isNull());
      set.changed()
          .forEach(
              change -> {
                Entity before = Objects.requireNonNull(told.get(change.before().id()));
                assertThat(change.before().sameValue(before)).isTrue();
                told.put(change.after().id(), change.after());
              });
      set.removed().forEach(entity -> assertThat(told.remove(entity.id())).isNotNull());
    }

    private void check() {
      WorkspaceView view = state.view();
      Map<String, Map<String, String>> expected = model.shown().values;
      assertThat(texts(view.entities())).isEqualTo(expected);
      assertThat(texts(told.values())).isEqualTo(expected);
      assertThat(view.size()).isEqualTo(expected.size());
      assertThat(view.revision()).isEqualTo(model.confirmedRevision);
      assertThat(view.ofKind(EntityKind.PANE)).allMatch(it -> it.id().startsWith("pane"));
      assertThat(view.ofKind(EntityKind.PANE).size() + view.ofKind(EntityKind.TAB).size())
          .isEqualTo(view.size());
      for (int i = 0; i < IDS; i++) {
        for (String id : List.of("tab-" + i, "pane-" + i)) {
          assertThat(view.entity(id).map(OptimisticStatePropertyTest::text).orElse(null))
              .isEqualTo(expected.get(id));
          assertThat(view.isPending(id))
              .isEqualTo(!Objects.equals(expected.get(id), model.confirmed.values.get(id)));
        }
      }
    }

    void settle() {
      while (!nextUnjudged().isEmpty()) {
        tellVerdict();
        check();
      }
      confirm(false);
      check();
      assertThat(model.edits).isEmpty();
      assertThat(texts(state.view().entities())).isEqualTo(model.server.values);
      assertThat(state.view().entities()).allMatch(it -> it.revision() > 0);
    }
  }

  private static final int IDS = 4;

  private static Map<String, Map<String, String>> texts(Iterable<Entity> entities) {
    Map<String, Map<String, String>> texts = new TreeMap<>();
    entities.forEach(entity -> texts.put(entity.id(), text(entity)));
    return texts;
  }

  private static Map<String, String> text(Entity entity) {
    Map<String, String> text = new TreeMap<>();
    for (String name : List.of("title", "tab_id")) {
      entity.text(name).ifPresent(value -> text.put(name, value));
    }
    entity.attribute("a").ifPresent(value -> text.put("attributes.a", value));
    return text;
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, IDS - 1);
    Arbitrary<Op> op =
        Combinators.combine(
                Arbitraries.of(Type.CREATE, Type.CREATE, Type.PATCH, Type.PATCH, Type.REMOVE),
                Arbitraries.of(true, false),
                number,
                number,
                Arbitraries.of("a", "b", "c").injectNull(0.2),
                Arbitraries.of(true, false, false))
            .as(Op::new);
    Arbitrary<Event> event =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(8, Event.EDIT),
            net.jqwik.api.Tuple.of(6, Event.JUDGE_AND_TELL),
            net.jqwik.api.Tuple.of(2, Event.JUDGE_AND_LOSE_THE_ANSWER),
            net.jqwik.api.Tuple.of(5, Event.REMOTE),
            net.jqwik.api.Tuple.of(6, Event.CONFIRM),
            net.jqwik.api.Tuple.of(1, Event.SNAPSHOT_AGAIN),
            net.jqwik.api.Tuple.of(1, Event.LOSE_THE_LOG));
    Arbitrary<Step> step =
        Combinators.combine(event, op.list().ofMinSize(1).ofMaxSize(3)).as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 1000)
  void view_isTheConfirmedOneWithThePendingEdits_andAtRestTheConfirmedOne(
      @ForAll("histories") List<Step> steps) {
    Run run = new Run();
    List<Step> done = new ArrayList<>();
    for (Step step : steps) {
      done.add(step);
      run.step(step);
    }
    run.settle();
  }
}
