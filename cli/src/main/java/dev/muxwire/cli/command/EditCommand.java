package dev.muxwire.cli.command;

import com.google.gson.JsonObject;
import dev.muxwire.cli.CommandFailure;
import dev.muxwire.cli.ExitCode;
import dev.muxwire.cli.client.GuardedEdit;
import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.options.ConnectionOptions;
import dev.muxwire.cli.options.JsonOption;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What commands that edit tabs, panes and titles have in common: they read, change, and when
 * somebody was faster, do both again.
 */
abstract class EditCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = {
        "Only if the tab, or the terminal, is at this revision, as the listing's --json tells it.",
        "Default: as it is now, and again if somebody was faster."
      })
  private @Nullable Long ifRevision;

  /**
   * A change that was planned.
   *
   * @param guarded what the user's --if-revision is about
   * @param mutation the operations, and the conditions that the protocol demands
   * @param id the entity to tell of
   * @param told a sentence for people
   */
  record Edit(Entity guarded, Mutation.Builder mutation, String id, String told) {}

  EditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Plans the change from what is there; may be asked again. */
  abstract Edit plan(WorkspaceView view);

  /** What must be done once, before the change is planned: opening a terminal. */
  void prepare(ServerSession session, WorkspaceView view) {}

  @Override
  public Integer call() {
    try (ServerSession session =
        ServerSession.open(connection.resolve(surroundings.environment()))) {
      prepare(session, read(session));
      Edit[] last = new Edit[1];
      GuardedEdit edit =
          new GuardedEdit(
              () -> read(session),
              mutation ->
                  session.await(
                      "change workspace " + session.workspace(),
                      session.client().mutate(session.workspace(), mutation)));
      MutationResult result =
          edit.run(
              view -> {
                last[0] = checked(view);
                return last[0].mutation().base(view).build();
              },
              ifRevision == null);
      print(last[0], result);
      return ExitCode.OK;
    }
  }

  static WorkspaceView read(ServerSession session) {
    return session.view(
        SubscribeOptions.builder()
            .kinds(EntityKind.TAB, EntityKind.PANE, EntityKind.TERMINAL)
            .build());
  }

  /** Plans; what makes no sense is refused in words. */
  final Edit checked(WorkspaceView view) {
    try {
      Edit edit = plan(view);
      Long wanted = ifRevision;
      if (wanted != null) {
        Entity guarded = edit.guarded();
        edit.mutation().require(guarded.kind(), guarded.id(), "", wanted);
      }
      return edit;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.REFUSED, "cannot do this: " + e.getMessage() + ".", e);
    }
  }

  private void print(Edit edit, MutationResult result) {
    if (json.isWanted()) {
      JsonObject line = new JsonObject();
      line.addProperty("id", edit.id());
      line.addProperty("revision", result.revision());
      surroundings.console().json(line);
    } else {
      surroundings.console().line(edit.told());
    }
  }
}
