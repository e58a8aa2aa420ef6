package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.network.Conditioner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two windows on one workspace, each of which believes that it is alone. */
class WindowsTest {
  private TestServer server;
  private MuxwireClient one;
  private MuxwireClient other;
  private WorkspaceReplica replica;

  @BeforeEach
  void openTwoWindows(@TempDir Path directory) throws Exception {
    server = new TestServer(directory);
    one = server.client();
    other = server.client();
    replica = subscribe(one);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private static WorkspaceReplica subscribe(MuxwireClient client) throws Exception {
    WorkspaceReplica subscribed = client.subscribe(TestServer.WORKSPACE, SubscribeOptions.all());
    TestServer.done(subscribed.firstConsistent());
    return subscribed;
  }

  private static CompletableFuture<MutationResult> send(
      MuxwireClient client, Mutation.Builder batch) {
    return client.mutate(TestServer.WORKSPACE, batch.build());
  }

  private WorkspaceView after(CompletableFuture<MutationResult> mutation) throws Exception {
    return TestServer.done(replica.atLeast(TestServer.done(mutation).revision()));
  }

  private static ErrorCode refusal(CompletableFuture<MutationResult> mutation) throws Exception {
    try {
      throw new AssertionError("it was applied: " + TestServer.done(mutation));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MuxwireException refused) {
        return refused.code();
      }
      throw e;
    }
  }

  /** A tab with one pane. */
  private static Mutation.Builder tab(String id) {
    return Mutation.builder()
        .create(
            EntityKind.TAB,
            id,
            Map.of("title", "title of " + id, "layout", Map.of("pane_id", id + "-pane")))
        .create(EntityKind.PANE, id + "-pane", Map.of("tab_id", id, "pane_kind", "EDITOR"));
  }

  private static Mutation.Builder layout(String tab, String pane) {
    return Mutation.builder().patch(EntityKind.TAB, tab, Map.of("layout", Map.of("pane_id", pane)));
  }

  @Test
  void twoWindowsThatAddTabs_bothKeepThem() throws Exception {
    WorkspaceView seen = replica.view();
    List<CompletableFuture<MutationResult>> adding = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      adding.add(send(one, tab("one-" + i).base(seen)));
      adding.add(send(other, tab("other-" + i).base(seen)));
    }
    WorkspaceView view = seen;
    for (CompletableFuture<MutationResult> added : adding) {
      view = after(added);
    }
    assertThat(view.ofKind(EntityKind.TAB)).hasSize(100);
    assertThat(view.ofKind(EntityKind.PANE)).hasSize(100);
  }

  @Test
  void staleWindow_neitherResurrectsNorOverwrites() throws Exception {
    WorkspaceView stale = after(send(one, tab("gone")));
    after(send(one, tab("kept")));
    after(
        send(
            one,
            Mutation.builder()
                .create(
                    EntityKind.PANE, "second", Map.of("tab_id", "kept", "pane_kind", "EDITOR"))));
    Entity kept = replica.view().entity("kept").orElseThrow();
    after(send(other, Mutation.builder().remove("gone")));
    after(send(other, layout("kept", "second").requireUnchanged(kept)));

    Mutation.Builder rename =
        Mutation.builder().patch(EntityKind.TAB, "gone", Map.of("title", "back")).base(stale);
    assertThat(refusal(send(one, rename))).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(send(one, tab("gone").base(stale)))).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(refusal(send(one, layout("kept", "kept-pane").requireUnchanged(kept))))
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);
    assertThat(refusal(send(one, layout("kept", "kept-pane"))))
        .isEqualTo(ErrorCode.PRECONDITION_FAILED);

    WorkspaceView view = after(send(one, tab("last")));
    assertThat(view.entity("gone")).isEmpty();
    assertThat(view.entity("gone-pane")).isEmpty();
    assertThat(view.entity("kept").orElseThrow().tree("layout"))
        .contains(Map.of("pane_id", "second"));
  }

  @Test
  void pane_staysOfItsKind_whateverIsMerged() throws Exception {
    after(send(one, tab("tab")));
    Mutation.Builder otherPane =
        Mutation.builder().patch(EntityKind.PANE, "tab-pane", Map.of("pane_kind", "BROWSER"));
    Mutation.Builder otherEntity =
        Mutation.builder().patch(EntityKind.RECORD, "tab-pane", Map.of("type", "x"));
    Mutation.Builder sameId =
        Mutation.builder().create(EntityKind.RECORD, "tab-pane", Map.of("type", "x"));

    assertThat(refusal(send(other, otherPane))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refusal(send(other, otherEntity))).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refusal(send(other, sameId))).isEqualTo(ErrorCode.ALREADY_EXISTS);

    Entity pane = after(send(one, tab("last"))).entity("tab-pane").orElseThrow();
    assertThat(pane.kind()).isEqualTo(EntityKind.PANE);
    assertThat(pane.text("pane_kind")).contains("EDITOR");
  }

  @Test
  void everyViewShown_hasPanesAndTabsTogether() throws Exception {
    Conditioner proxy = server.proxy();
    WorkspaceReplica watched = subscribe(server.client(proxy.uri()));
    ConcurrentLinkedQueue<String> orphans = new ConcurrentLinkedQueue<>();
    watched.addListener((view, changes) -> collectOrphans(view, orphans));
    long last = 0;
    for (int i = 0; i < 60; i++) {
      last = TestServer.done(send(one, tab("tab-" + i))).revision();
      if (i % 3 == 2) {
        last = TestServer.done(send(other, Mutation.builder().remove("tab-" + i))).revision();
      }
      if (i % 20 == 10) {
        proxy.cutAll();
      }
    }
    WorkspaceView view = TestServer.done(watched.atLeast(last));

    assertThat(view.ofKind(EntityKind.TAB)).hasSize(40);
    assertThat(orphans).isEmpty();
  }

  private static void collectOrphans(WorkspaceView view, ConcurrentLinkedQueue<String> orphans) {
    for (Entity pane : view.ofKind(EntityKind.PANE)) {
      if (pane.text("tab_id").flatMap(view::entity).isEmpty()) {
        orphans.add(pane + " has no tab");
      }
    }
    for (Entity tab : view.ofKind(EntityKind.TAB)) {
      if (view.entity(tab.id() + "-pane").isEmpty()) {
        orphans.add(tab + " has no pane");
      }
    }
  }

  @Test
  void badBatch_isRefusedAlone_andNothingEmptyOverwritesALayout() throws Exception {
    after(send(one, tab("tab")));
    Mutation.Builder dangling =
        tab("new").create(EntityKind.PANE, "orphan", Map.of("tab_id", "x", "pane_kind", "EDITOR"));
    Mutation.Builder empty = Mutation.builder().clear(EntityKind.TAB, "tab", "layout");

    assertThat(refusal(send(other, dangling))).isEqualTo(ErrorCode.DANGLING_REFERENCE);
    assertThat(refusal(send(other, empty))).isEqualTo(ErrorCode.PRECONDITION_FAILED);

    WorkspaceView view = after(send(other, tab("good")));
    assertThat(view.ofKind(EntityKind.TAB)).extracting(Entity::id).containsOnly("tab", "good");
    assertThat(view.entity("tab").orElseThrow().tree("layout"))
        .contains(Map.of("pane_id", "tab-pane"));
  }

  @Test
  void newWindow_seesEveryTabAndTitle_alsoAfterARestart() throws Exception {
    for (int i = 0; i < 30; i++) {
      after(send(one, tab("tab-" + i)));
    }
    Mutation.Builder rename =
        Mutation.builder().patch(EntityKind.TAB, "tab-7", Map.of("title", "renamed"));
    Map<String, Map<String, Object>> shown = fields(after(send(other, rename)));
    assertThat(fields(subscribe(server.client()).view())).isEqualTo(shown);

    server.restart();

    assertThat(fields(subscribe(server.client()).view())).isEqualTo(shown);
    assertThat(fields(after(send(other, tab("later"))))).containsAllEntriesOf(shown);
  }

  private static Map<String, Map<String, Object>> fields(WorkspaceView view) {
    Map<String, Map<String, Object>> fields = new TreeMap<>();
    view.entities().forEach(entity -> fields.put(entity.id(), entity.fields()));
    return fields;
  }
}
