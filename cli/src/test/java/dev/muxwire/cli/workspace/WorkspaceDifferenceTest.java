package dev.muxwire.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.cli.FakeWorkspace;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkspaceDifferenceTest {
  private static final MutationResult SEEN = new MutationResult(9, 1);

  @Test
  void fields_areSetAndCleared_oneByOne() {
    FakeWorkspace workspace =
        new FakeWorkspace()
            .with(
                EntityKind.TAB,
                "t",
                Map.of(
                    "title",
                    "old",
                    "status",
                    "same",
                    "mode",
                    "gone",
                    "attributes",
                    Map.of("a", "1", "b", "2", "c", "3")));

    Mutation mutation =
        only(
            workspace,
            "'tabs':[{'id':'t','title':'new','status':'same','shell':'zsh',"
                + "'attributes':{'a':'1','b':'x','d':'4'}}]");

    assertThat(mutation.base()).isEqualTo(new Mutation.Base(9, 1));
    assertThat(mutation.preconditions()).isEmpty();
    assertThat(mutation.operations())
        .containsExactly(
            new Mutation.Patch(
                EntityKind.TAB,
                "t",
                Map.of("title", "new", "shell", "zsh", "attributes", Map.of("b", "x", "d", "4")),
                Set.of("mode", "attributes.c")));
  }

  @Test
  void layout_isChangedOnlyOfTheTabThatWasSeen() {
    FakeWorkspace workspace =
        new FakeWorkspace()
            .with(EntityKind.TAB, "t", Map.of("layout", Map.of("pane_id", "p")))
            .with(EntityKind.PANE, "p", Map.of("tab_id", "t"));

    Mutation mutation =
        only(
            workspace,
            "'tabs':[{'id':'t','layout':{'pane_id':'q'}}],'panes':[{'id':'q','tab_id':'t'}]");

    assertThat(mutation.preconditions())
        .containsExactly(new Mutation.Precondition(EntityKind.TAB, "t", "", 1));
    assertThat(mutation.operations()).extracting(Mutation.Operation::id).contains("t", "q", "p");
  }

  @Test
  void removingATab_takesItsPanesAlong() {
    FakeWorkspace workspace =
        new FakeWorkspace()
            .with(EntityKind.TAB, "t", Map.of())
            .with(EntityKind.PANE, "p", Map.of("tab_id", "t"))
            .with(EntityKind.TERMINAL, "x", Map.of());

    WorkspaceDifference difference = WorkspaceDifference.between(workspace, document(""), true);

    assertThat(difference.summary().removed()).isEqualTo(2);
    assertThat(difference.batches().get(0).toMutation(SEEN).operations())
        .containsExactly(new Mutation.Remove("t"));
  }

  @Test
  void others_areKeptOnRequest() {
    FakeWorkspace workspace = new FakeWorkspace().with(EntityKind.TAB, "t", Map.of());

    assertThat(WorkspaceDifference.between(workspace, document(""), false).batches()).isEmpty();
  }

  @Test
  void anotherKind_isRefused() {
    FakeWorkspace workspace = new FakeWorkspace().with(EntityKind.TERMINAL, "x", Map.of());

    assertThatThrownBy(
            () -> WorkspaceDifference.between(workspace, document("'tabs':[{'id':'x'}]"), true))
        .hasMessage("'x' is a terminal in the workspace, not a tab");
  }

  @Test
  void batches_keepATabAndItsPanesTogether() {
    MutationPlan plan = new MutationPlan();
    for (int tab = 0; tab < 5; tab++) {
      for (int step = 0; step < 3; step++) {
        plan.add("t" + tab, new Mutation.Remove(tab + "." + step), java.util.Optional.empty());
      }
    }

    assertThat(plan.batches(7)).extracting(MutationPlan.Batch::size).containsExactly(6, 6, 3);
    assertThatThrownBy(() -> plan.batches(2)).hasMessageContaining("more panes than fit");
  }

  @Test
  void batches_stayBelowTheLargestMessage() {
    MutationPlan plan = new MutationPlan();
    for (int i = 0; i < 30; i++) {
      plan.add(
          "record-" + i,
          new Mutation.Create(
              EntityKind.RECORD, "record-" + i, Map.of("payload", new byte[1_000_000])),
          java.util.Optional.empty());
    }

    assertThat(plan.batches(Mutation.MAX_OPERATIONS))
        .hasSize(8)
        .allMatch(batch -> batch.size() <= 4);
  }

  @Test
  void terminalsThatAreNotThere_areTakenOut() {
    FakeWorkspace workspace = new FakeWorkspace().with(EntityKind.TERMINAL, "x", Map.of());
    WorkspaceDocument document =
        document("'panes':[{'id':'p','terminal_id':'x'},{'id':'q','terminal_id':'y'},{'id':'r'}]");

    assertThat(document.dropTerminalsMissingIn(workspace)).isEqualTo(1);
    assertThat(document.entries().values())
        .extracting(entry -> entry.json().has("terminal_id"))
        .containsExactly(true, false, false);
  }

  private static Mutation only(FakeWorkspace workspace, String members) {
    List<MutationPlan.Batch> batches =
        WorkspaceDifference.between(workspace, document(members), true).batches();
    assertThat(batches).hasSize(1);
    return batches.get(0).toMutation(SEEN);
  }

  private static WorkspaceDocument document(String members) {
    String separator = members.isEmpty() ? "" : ",";
    String json = "{'format':'muxwire-workspace/1'" + separator + members + "}";
    return WorkspaceDocument.parse(json.replace('\'', '"'));
  }
}
