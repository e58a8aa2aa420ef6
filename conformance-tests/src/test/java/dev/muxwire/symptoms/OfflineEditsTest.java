package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SavedClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.network.Conditioner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A laptop that is closed and opened again, beside a desk that stays connected. */
class OfflineEditsTest {
  private TestServer server;
  private Conditioner network;
  private MuxwireClient laptop;
  private MuxwireClient desk;
  private WorkspaceReplica mine;
  private WorkspaceReplica theirs;

  @BeforeEach
  void begin(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    network = server.closeLater(Conditioner.to(server::port));
    laptop = server.client(network.uri());
    desk = server.client();
    mine = optimistic(laptop);
    theirs = optimistic(desk);
    TestServer.done(mine.firstConsistent());
    TestServer.done(theirs.firstConsistent());
    TestServer.done(
        send(
            desk,
            Mutation.builder()
                .create(EntityKind.TAB, "tab", Map.of("title", "old", "status", "old"))
                .create(EntityKind.TAB, "other", Map.of("title", "other"))));
    await().until(() -> mine.view().size() == 2);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  private static WorkspaceReplica optimistic(MuxwireClient client) {
    return client.subscribe(
        TestServer.WORKSPACE, SubscribeOptions.builder().optimistic(true).build());
  }

  private static CompletableFuture<MutationResult> send(
      MuxwireClient client, Mutation.Builder mutation) {
    return client.mutate(TestServer.WORKSPACE, mutation.build());
  }

  private void goOffline() {
    network.refuse(true);
    await().until(() -> laptop.state() != ConnectionState.CONNECTED);
  }

  private void comeBack() {
    network.refuse(false);
  }

  private static Mutation.Builder patch(String id, String field, String value) {
    return Mutation.builder().patch(EntityKind.TAB, id, Map.of(field, value));
  }

  private static String text(WorkspaceReplica replica, String id, String field) {
    return replica.view().entity(id).flatMap(tab -> tab.text(field)).orElse("none");
  }

  private static MuxwireException refusal(CompletableFuture<MutationResult> mutation)
      throws Exception {
    try {
      throw new AssertionError("it was applied: " + TestServer.done(mutation));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MuxwireException refused) {
        return refused;
      }
      throw e;
    }
  }

  /** Everybody sees the same, and nothing is pending any more. */
  private void awaitRest() {
    await()
        .untilAsserted(
            () -> {
              assertThat(mine.view().entities())
                  .containsExactlyInAnyOrderElementsOf(theirs.view().entities());
              assertThat(mine.view().entities()).noneMatch(it -> mine.view().isPending(it.id()));
            });
  }

  @Test
  void fiveHundredEdits_areAppliedOnce_inOrder_thoughTheConnectionBreaksAgainAndAgain()
      throws Exception {
    goOffline();
    long before = theirs.view().revision();
    List<CompletableFuture<MutationResult>> results = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Mutation.Builder edit = patch("tab", "title", "title " + i);
      edit.create(EntityKind.RECORD, "r" + i, Map.of("type", "note"));
      results.add(send(laptop, i % 2 == 0 ? edit.base(mine.view()) : edit));
    }
    await().until(() -> mine.view().size() == 502);
    assertThat(text(mine, "tab", "title")).isEqualTo("title 499");
    assertThat(theirs.view().size()).isEqualTo(2);

    Stream.of(50, 170, 300, 420).forEach(i -> results.get(i).thenRun(network::cutAll));
    comeBack();
    List<Long> revisions = new ArrayList<>();
    for (CompletableFuture<MutationResult> result : results) {
      revisions.add(TestServer.done(result).revision());
    }

    // Two operations each, so two revisions each, and none between.
    assertThat(revisions).isEqualTo(everySecondAfter(before, 500));
    awaitRest();
    assertThat(theirs.view().size()).isEqualTo(502);
    assertThat(theirs.view().revision()).isEqualTo(before + 1_000);
    assertThat(text(theirs, "tab", "title")).isEqualTo("title 499");
  }

  private static List<Long> everySecondAfter(long before, int count) {
    List<Long> revisions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      revisions.add(before + 2L * i);
    }
    return revisions;
  }

  @Test
  void twoClientsThatEditDifferentFieldsOfOneTab_bothKeepTheirs() throws Exception {
    goOffline();
    CompletableFuture<MutationResult> title = send(laptop, patch("tab", "title", "laptop's"));
    TestServer.done(send(desk, patch("tab", "status", "desk's")));
    await().until(() -> text(mine, "tab", "title").equals("laptop's"));

    comeBack();
    TestServer.done(title);
    awaitRest();

    assertThat(text(mine, "tab", "title")).isEqualTo("laptop's");
    assertThat(text(mine, "tab", "status")).isEqualTo("desk's");
  }

  @Test
  void staleWindow_neitherOverwritesNorResurrects_andShowsWhatThereIs() throws Exception {
    WorkspaceView seen = mine.view();
    Entity tab = seen.entity("tab").orElseThrow();
    goOffline();
    var overwrite = send(laptop, patch("tab", "title", "stale").base(seen).requireUnchanged(tab));
    var edit = send(laptop, patch("other", "title", "stale").base(seen));
    var resurrect =
        send(laptop, Mutation.builder().create(EntityKind.TAB, "other", Map.of()).base(seen));
    var innocent = send(laptop, Mutation.builder().create(EntityKind.TAB, "new", Map.of()));
    await().until(() -> mine.view().isPending("new"));
    TestServer.done(send(desk, patch("tab", "title", "fresh")));
    TestServer.done(send(desk, Mutation.builder().remove("other")));

    comeBack();

    MuxwireException refused = refusal(overwrite);
    assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(refused.current().orElseThrow().text("title")).contains("fresh");
    assertThat(refusal(edit).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(resurrect).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    TestServer.done(innocent);
    awaitRest();
    assertThat(text(mine, "tab", "title")).isEqualTo("fresh");
    assertThat(mine.view().entity("other")).isEmpty();
    assertThat(mine.view().entity("new")).isPresent();
  }

  @Test
  void workspaceMadeAnewMeanwhile_refusesEditsOfTheOldOne_whichCanBeAppliedAgain()
      throws Exception {
    WorkspaceView seen = mine.view();
    goOffline();
    var stale = send(laptop, patch("tab", "title", "offline").base(seen));
    await().until(() -> mine.view().isPending("tab"));
    TestServer.done(desk.deleteWorkspace(TestServer.WORKSPACE));
    TestServer.done(desk.createWorkspace(TestServer.WORKSPACE));
    theirs = optimistic(desk);
    TestServer.done(
        send(desk, Mutation.builder().create(EntityKind.TAB, "tab", Map.of("title", "another"))));

    comeBack();

    assertThat(refusal(stale).code()).isEqualTo(ErrorCode.STALE_BASE);
    awaitRest();
    assertThat(text(mine, "tab", "title")).isEqualTo("another");
    TestServer.done(send(laptop, patch("tab", "title", "again").base(mine.view())));
    awaitRest();
    assertThat(text(theirs, "tab", "title")).isEqualTo("again");
  }

  @Test
  void serverThatRestartsInBetween_changesNothing() throws Exception {
    goOffline();
    List<CompletableFuture<MutationResult>> results = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      results.add(send(laptop, patch("tab", "title", "title " + i).base(mine.view())));
    }
    server.restart();
    comeBack();
    results.get(5).thenRun(network::cutAll);

    for (CompletableFuture<MutationResult> result : results) {
      TestServer.done(result);
    }
    awaitRest();
    assertThat(text(theirs, "tab", "title")).isEqualTo("title 39");
  }

  @Test
  void clientThatIsClosedInTheMiddleAndResumed_finishesEachEditOnce() throws Exception {
    long before = theirs.view().revision();
    for (int i = 0; i < 300; i++) {
      send(laptop, patch("tab", "title", "title " + i).base(mine.view()));
    }
    byte[] saved = TestServer.done(laptop.closeAndSave()).toBytes();

    MuxwireClient next = server.closeLater(MuxwireClient.connect(resuming(saved)));
    for (CompletableFuture<MutationResult> result : next.resumedMutations()) {
      TestServer.done(result);
    }
    MutationResult last = TestServer.done(send(next, patch("other", "title", "last")));

    assertThat(last.revision()).isEqualTo(before + 301);
    assertThat(TestServer.done(theirs.atLeast(last.revision())).entity("tab").orElseThrow())
        .satisfies(tab -> assertThat(tab.text("title")).contains("title 299"));
  }

  private ClientOptions resuming(byte[] saved) throws Exception {
    return ClientOptions.builder(network.uri())
        .token(server.token())
        .resume(SavedClient.fromBytes(saved))
        .build();
  }
}
