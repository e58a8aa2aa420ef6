package dev.muxwire.client.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A replica that shows its client's edits at once, from the application's side. */
class OptimisticReplicaTest {
  private final Bench bench = new Bench();
  private final WorkspaceReplica replica = subscribe(SubscribeOptions.builder());
  private final List<ChangeSet> told = follow(replica);

  private WorkspaceReplica subscribe(SubscribeOptions.Builder options) {
    WorkspaceReplica made = bench.client.subscribe("main", options.optimistic(true).build());
    bench.loop.run();
    return made;
  }

  private List<ChangeSet> follow(WorkspaceReplica followed) {
    List<ChangeSet> sets = new ArrayList<>();
    followed.addListener((view, changes) -> sets.add(changes));
    bench.loop.run();
    return sets;
  }

  /** Connected, and at revision 3 with one tab. */
  private ScriptedPeer.Connection begin() {
    ScriptedPeer.Connection connection = bench.peer.welcome();
    connection.send(1, Changes.subscribed(5, true, 0, 0));
    connection.send(1, Changes.part(3, true, Changes.tab("a", 3, "A")));
    return connection;
  }

  private CompletableFuture<MutationResult> mutate(Mutation.Builder mutation) {
    CompletableFuture<MutationResult> result =
        bench.client.mutate("main", mutation.base(5, 3).build());
    bench.loop.run();
    return result;
  }

  private CompletableFuture<MutationResult> rename(String id, String title) {
    return mutate(Mutation.builder().patch(EntityKind.TAB, id, Map.of("title", title)));
  }

  private CompletableFuture<MutationResult> create(String id, String title) {
    return mutate(Mutation.builder().create(EntityKind.TAB, id, Map.of("title", title)));
  }

  private static ServerFrame.Builder applied(long seq, long revision) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder().setRequestSeq(seq).setEpoch(5).setRevision(revision));
  }

  private static ServerFrame.Builder refused(long seq) {
    return ServerFrame.newBuilder()
        .setMutateResult(
            MutateResult.newBuilder()
                .setRequestSeq(seq)
                .setEpoch(5)
                .setFailure(
                    MutateFailure.newBuilder()
                        .setCode(dev.muxwire.proto.v1.ErrorCode.ERROR_CODE_STALE_BASE)));
  }

  private String title(String id) {
    return replica.view().entity(id).flatMap(entity -> entity.text("title")).orElse("none");
  }

  private ChangeSet last() {
    return told.get(told.size() - 1);
  }

  @Test
  void edit_isShownAtOnce_asPending_withTheRevisionThatIsConfirmed() {
    begin();
    CompletableFuture<MutationResult> result = rename("a", "mine");

    assertThat(result).isNotDone();
    assertThat(title("a")).isEqualTo("mine");
    assertThat(replica.view().isPending("a")).isTrue();
    assertThat(replica.view().entity("a").orElseThrow().revision()).isEqualTo(3);
    assertThat(replica.view().revision()).isEqualTo(3);
    assertThat(last().changed())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.before().text("title")).contains("A");
              assertThat(change.after().text("title")).contains("mine");
            });
  }

  @Test
  void acknowledgedEdit_staysUntilTheStateHasIt_withoutFlicker() {
    ScriptedPeer.Connection connection = begin();
    CompletableFuture<MutationResult> result = rename("a", "mine");
    int toldBefore = told.size();
    connection.send(0, applied(1, 7));
    assertThat(result).isCompleted();
    connection.send(1, Changes.part(6, true, Changes.tab("a", 6, "theirs")));
    assertThat(title("a")).isEqualTo("mine");
    assertThat(replica.view().isPending("a")).isTrue();

    connection.send(1, Changes.part(7, true, Changes.tab("a", 7, "mine")));

    assertThat(title("a")).isEqualTo("mine");
    assertThat(replica.view().isPending("a")).isFalse();
    assertThat(replica.view().entity("a").orElseThrow().revision()).isEqualTo(7);
    assertThat(told.subList(toldBefore, told.size()))
        .allSatisfy(
            set ->
                assertThat(set.changed())
                    .allMatch(change -> change.after().text("title").orElse("").equals("mine")));
  }

  @Test
  void stateAheadOfItsAcknowledgement_isNotUndoneByIt() {
    ScriptedPeer.Connection connection = begin();
    rename("a", "mine");
    connection.send(1, Changes.part(7, true, Changes.tab("a", 7, "mine")));
    assertThat(replica.view().isPending("a")).isFalse();

    connection.send(0, applied(1, 7));
    connection.send(1, Changes.part(8, true, Changes.tab("a", 8, "theirs")));

    assertThat(title("a")).isEqualTo("theirs");
  }

  @Test
  void refusedEdit_isTakenBack_beforeItsFutureFails() {
    ScriptedPeer.Connection connection = begin();
    rename("a", "first");
    CompletableFuture<MutationResult> second =
        mutate(
            Mutation.builder()
                .create(EntityKind.TAB, "b", Map.of("title", "B"))
                .patch(EntityKind.TAB, "a", Map.of("title", "second")));
    List<String> seenByFuture = new ArrayList<>();
    second.whenComplete((done, failure) -> seenByFuture.add(title("a") + " " + title("b")));

    connection.send(0, refused(2));

    assertThat(Bench.failure(second).code()).isEqualTo(ErrorCode.STALE_BASE);
    assertThat(seenByFuture).containsExactly("first none");
    assertThat(last().removed()).extracting(Entity::id).containsExactly("b");
    assertThat(last().changed()).hasSize(1);
  }

  @Test
  void editsBeforeTheFirstConnection_areShown_andBecomeConfirmedInOneStep() {
    create("new", "N");
    assertThat(title("new")).isEqualTo("N");
    assertThat(replica.view().epoch()).isZero();
    assertThat(replica.view().entity("new").orElseThrow().revision()).isZero();
    assertThat(replica.firstConsistent()).isNotDone();
    assertThat(follow(replica)).hasSize(1);

    ScriptedPeer.Connection connection = begin();
    assertThat(replica.firstConsistent().join().size()).isEqualTo(2);
    assertThat(last().added()).extracting(Entity::id).containsExactly("a");
    connection.send(0, applied(1, 4));
    connection.send(1, Changes.part(4, true, Changes.tab("new", 4, "N")));

    assertThat(replica.view().isPending("new")).isFalse();
    assertThat(told.stream().mapToInt(set -> set.removed().size()).sum()).isZero();
  }

  @Test
  void offlineEdits_surviveACutAndAResetSnapshot_withoutAnEmptyMoment() {
    ScriptedPeer.Connection first = begin();
    first.drop();
    rename("a", "offline");
    create("b", "B");
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(false);
    second.send(1, Changes.subscribed(5, true, 0, 0));
    second.send(1, Changes.part(4, false, Changes.tab("c", 4, "C")));
    assertThat(replica.view().size()).isEqualTo(2);

    second.send(1, Changes.part(9, true, Changes.tab("a", 3, "A")));

    assertThat(title("a")).isEqualTo("offline");
    assertThat(title("b")).isEqualTo("B");
    assertThat(last().added()).extracting(Entity::id).containsExactly("c");
    assertThat(last().changed()).isEmpty();
    assertThat(last().removed()).isEmpty();
  }

  @Test
  void removingATab_removesItsPanes_confirmedOnesAndNewOnes() {
    begin();
    mutate(
        Mutation.builder()
            .create(EntityKind.PANE, "p", Map.of("tab_id", "a", "pane_kind", "EDITOR")));
    mutate(Mutation.builder().remove("a"));

    assertThat(replica.view().entities()).isEmpty();
    assertThat(replica.view().isPending("a")).isTrue();
    assertThat(replica.view().isPending("p")).isFalse();
    assertThat(last().removed()).hasSize(2);
  }

  @Test
  void clearedFieldsAndAttributes_areShownAsGone() {
    begin();
    mutate(
        Mutation.builder()
            .patch(
                EntityKind.TAB, "a", Map.of("attributes", Map.of("k", "1", "l", "2")), Set.of()));
    mutate(Mutation.builder().clear(EntityKind.TAB, "a", "title", "attributes.k"));

    Entity tab = replica.view().entity("a").orElseThrow();
    assertThat(tab.text("title")).isEmpty();
    assertThat(tab.attribute("k")).isEmpty();
    assertThat(tab.attribute("l")).contains("2");
  }

  @Test
  void whatCannotBeAppliedHere_showsNothing_andWaitsForTheVerdict() {
    ScriptedPeer.Connection connection = begin();
    int toldBefore = told.size();
    CompletableFuture<MutationResult> ghost = rename("ghost", "boo");
    mutate(Mutation.builder().patch(EntityKind.PANE, "a", Map.of("title", "no pane")));
    create("a", "again");
    assertThat(told).hasSize(toldBefore);
    assertThat(title("a")).isEqualTo("A");

    connection.send(0, applied(1, 5));
    connection.send(1, Changes.part(5, true, Changes.tab("ghost", 5, "boo")));

    assertThat(ghost).isCompleted();
    assertThat(title("ghost")).isEqualTo("boo");
  }

  @Test
  void filteredReplica_showsOfItsOwnEditsWhatItWouldHold() {
    WorkspaceReplica filtered =
        subscribe(SubscribeOptions.builder().kinds(EntityKind.TAB).fields(EntityKind.TAB, "title"));
    mutate(
        Mutation.builder()
            .create(EntityKind.RECORD, "r", Map.of("type", "x"))
            .create(EntityKind.TAB, "t", Map.of("title", "T", "status", "busy")));

    WorkspaceView view = filtered.view();
    assertThat(view.entities()).extracting(Entity::id).containsExactly("t");
    assertThat(view.entity("t").orElseThrow().fields()).isEqualTo(Map.of("title", "T"));
  }

  @Test
  void replicaThatComesLater_showsWhatIsPending_andAnOrdinaryOneDoesNot() {
    create("new", "N");
    WorkspaceReplica later = subscribe(SubscribeOptions.builder());
    WorkspaceReplica ordinary = bench.client.subscribe("main", SubscribeOptions.all());
    WorkspaceReplica elsewhere =
        bench.client.subscribe("other", SubscribeOptions.builder().optimistic(true).build());
    bench.loop.run();

    assertThat(later.view().entity("new")).isPresent();
    assertThat(ordinary.view().entity("new")).isEmpty();
    assertThat(elsewhere.view().entity("new")).isEmpty();
  }

  @Test
  void forgottenIdentity_takesBackWhatMayHaveRun_andTheStateSaysWhetherItDid() {
    begin();
    CompletableFuture<MutationResult> result = rename("a", "mine");
    bench.peer.latest().drop();
    ScriptedPeer.Connection second = bench.reconnect();
    second.welcome(true);
    assertThat(Bench.failure(result).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(title("a")).isEqualTo("A");

    second.send(1, Changes.subscribed(5, false, 3, 3));
    second.send(1, Changes.part(4, true, Changes.tab("a", 4, "mine")));

    assertThat(title("a")).isEqualTo("mine");
  }

  @Test
  void closedClient_takesItsEditsBack_beforeItEnds() {
    begin();
    rename("a", "mine");

    bench.client.close();
    bench.loop.run();

    assertThat(title("a")).isEqualTo("A");
    assertThat(last().changed()).hasSize(1);
  }

  @Test
  void limitExceeded_wasNeverShown() {
    bench.client.mutate("main", Mutation.builder().remove("x").build());
    for (int i = 0; i < 10_000; i++) {
      bench.client.mutate("main", Mutation.builder().base(5, 3).remove("x").build());
    }
    CompletableFuture<MutationResult> beyond = create("beyond", "B");

    assertThat(Bench.failure(beyond).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(replica.view().size()).isZero();
  }

  @Test
  void optimisticPresence_isRefused() {
    SubscribeOptions.Builder options = SubscribeOptions.builder().presence(true).optimistic(true);

    assertThatThrownBy(options::build).isInstanceOf(IllegalArgumentException.class);
  }
}
