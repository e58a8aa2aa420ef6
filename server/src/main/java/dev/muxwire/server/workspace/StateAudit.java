package dev.muxwire.server.workspace;

import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds a workspace's logs as a start of the server does, and tells what comes out. Writes nothing.
 */
public final class StateAudit {
  private StateAudit() {}

  /**
   * What a workspace's logs hold.
   *
   * @param revision up to where they could be folded
   * @param entities that are there, tombstones not counted
   * @param dangling a sentence for each reference to what is not there
   * @param problem why not all could be folded; null if all could
   */
  public record Report(
      long revision, int entities, List<String> dangling, @Nullable LogFailure problem) {
    public Report {
      dangling = List.copyOf(dangling);
    }
  }

  /**
   * Begins.
   *
   * @param storage may refuse writes, but for metadata
   * @param callbacks where reads are told; one at a time
   */
  public static void run(
      StateStorage storage, Limits limits, Executor callbacks, Consumer<Report> answer) {
    WorkspaceState state =
        new WorkspaceState(WorkspaceState.Remembered.atMost(limits.tombstones()));
    Log changes = storage.openChanges(callbacks);
    StateOpening opening =
        new StateOpening(
            changes,
            storage.openCheckpoints(callbacks),
            state,
            new RequestMemory(limits.rememberedClients()),
            storage.changes(),
            result -> answer.accept(report(state, result.problem())));
    opening.begin(1, storage.generation());
  }

  private static Report report(WorkspaceState state, @Nullable LogFailure problem) {
    List<String> dangling =
        state.all().stream()
            .map(entity -> References.dangling(state, entity))
            .filter(Objects::nonNull)
            .toList();
    return new Report(state.revision(), state.livingCount(), dangling, problem);
  }
}
