package dev.muxwire.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.connection.WorkspaceRooms;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.terminal.BlockCache;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deletions of workspaces and of terminals' logs, cut short at every place. */
final class WorkspaceDeletionTest {
  private static final String CHECKPOINT_LOG = "workspace/w/checkpoints";
  private static final String STATE_LOG = "workspace/w/state";
  private static final String TERMINAL_LOG = "workspace/w/terminal/t";

  private final FakeLoop loop = new FakeLoop();
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private MemoryLogStore store = new MemoryLogStore(syncs::add);
  private WorkspaceRegistry registry = start();

  private WorkspaceRegistry start() {
    long[] next = {1};
    return new WorkspaceRegistry(
        store,
        () -> loop,
        new BlockCache(1 << 20),
        Limits.DEFAULT,
        () -> next[0]++,
        new ServerEvents() {});
  }

  private void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  private void crash(int keptWrites) {
    syncs.clear();
    store = store.crash(keptWrites);
    registry = start();
    settle();
  }

  private WorkspaceRooms workspaceWithATerminal() {
    assertThat(registry.create("w")).isTrue();
    WorkspaceRooms rooms = rooms();
    submit(rooms, new Batch.Create("t", terminal()));
    rooms.terminals().register("h", "instance", Set.of(), false, new SilentHost());
    rooms.terminals().open("t", "h", TerminalSpec.getDefaultInstance(), failure -> {});
    settle();
    return rooms;
  }

  private WorkspaceRooms rooms() {
    WorkspaceRooms rooms = registry.find("w");
    if (rooms == null) {
      throw new AssertionError("there is no workspace");
    }
    return rooms;
  }

  private static EntityFields terminal() {
    return EntityFields.split(
        EntityBody.newBuilder().setTerminal(Terminal.newBuilder().setTitle("t")).build());
  }

  private void submit(WorkspaceRooms rooms, Batch.Operation operation) {
    rooms
        .state()
        .submit(
            Batch.internal(operation),
            new Workspace.Outcome() {
              @Override
              public void applied(long epoch, long revision) {
                told.add("applied");
              }

              @Override
              public void refused(long epoch, BatchRefused refusal) {
                told.add("refused " + refusal.code());
              }
            });
  }

  private boolean delete() {
    return registry.delete(
        "w", failure -> told.add(failure == null ? "erased" : "failed " + failure.code()));
  }

  @Test
  void delete_erasesAllLogs_andFreesTheName() {
    workspaceWithATerminal();
    told.clear();
    assertThat(delete()).isTrue();
    assertThat(registry.find("w")).isNull();
    assertThat(registry.names()).isEmpty();
    assertThatThrownBy(() -> registry.create("w"))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ERROR_CODE_BUSY));
    assertThat(delete()).as("a second one waits for the first").isTrue();
    settle();
    assertThat(told).containsExactly("erased", "erased");
    assertThat(store.list("")).isEmpty();
    assertThat(delete()).isFalse();
    assertThat(registry.create("w")).isTrue();
  }

  @Test
  void delete_cutShortAnywhere_leavesAllOrNothing() {
    boolean everAlive = false;
    boolean everGone = false;
    for (int steps = 0; steps < 8; steps++) {
      for (int kept = 0; kept < 4; kept++) {
        store = new MemoryLogStore(syncs::add);
        registry = start();
        workspaceWithATerminal();
        delete();
        loop.run();
        for (int step = 0; step < steps && !syncs.isEmpty(); step++) {
          syncs.remove().run();
          loop.run();
        }
        crash(kept);
        boolean alive = registry.find("w") != null;
        assertThat(store.list(""))
            .as("after %d syncs and %d writes more", steps, kept)
            .isEqualTo(alive ? List.of(CHECKPOINT_LOG, STATE_LOG, TERMINAL_LOG) : List.of());
        everAlive |= alive;
        everGone |= !alive;
      }
    }
    assertThat(everAlive).isTrue();
    assertThat(everGone).isTrue();
  }

  @Test
  void delete_thatTheDiskRefuses_isTold_andTheWorkspaceIsBackOnceNothingMarksIt() {
    workspaceWithATerminal();
    told.clear();
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "no space"));
    delete();
    settle();
    assertThat(told).containsExactly("failed ERROR_CODE_STORAGE");
    assertThat(registry.find("w")).as("the next start might erase it").isNull();
    store.failWrites(null);
    loop.advance(60_000);
    settle();
    assertThat(registry.find("w")).isNotNull();
    assertThat(store.list("")).containsExactly(CHECKPOINT_LOG, STATE_LOG, TERMINAL_LOG);
    assertThat(delete()).isTrue();
    settle();
    assertThat(told).containsExactly("failed ERROR_CODE_STORAGE", "erased");
  }

  @Test
  void requestsInFlight_endNotFound() {
    WorkspaceRooms rooms = workspaceWithATerminal();
    told.clear();
    delete();
    settle();
    submit(rooms, new Batch.Create("late", terminal()));
    rooms
        .terminals()
        .open(
            "late",
            "h",
            TerminalSpec.getDefaultInstance(),
            failure -> told.add(failure == null ? "opened" : "not opened " + failure.code()));
    SilentHost host = new SilentHost();
    rooms.terminals().register("h2", "instance", Set.of(), false, host);
    settle();
    assertThat(told)
        .containsExactly(
            "erased", "not opened ERROR_CODE_NOT_FOUND", "refused ERROR_CODE_NOT_FOUND");
    assertThat(host.refusal()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void removedTerminal_leavesNoLog_onceItsProgramHasEnded() {
    WorkspaceRooms rooms = workspaceWithATerminal();
    submit(rooms, new Batch.Remove("t"));
    settle();
    assertThat(store.list("")).as("its program runs").contains(TERMINAL_LOG);
    rooms
        .terminals()
        .opened("t", new ProtocolViolation(ErrorCode.ERROR_CODE_SPAWN_FAILED, "no such program"));
    settle();
    assertThat(store.list("")).containsExactly(CHECKPOINT_LOG, STATE_LOG);
    assertThat(rooms.terminals().find("t")).isNull();
  }

  @Test
  void removedTerminal_whoseLogACrashKept_isSweptAtTheStart() {
    WorkspaceRooms rooms = workspaceWithATerminal();
    rooms
        .terminals()
        .opened("t", new ProtocolViolation(ErrorCode.ERROR_CODE_SPAWN_FAILED, "no such program"));
    settle();
    submit(rooms, new Batch.Remove("t"));
    loop.run();
    syncs.remove().run(); // the removal is durable, and nobody has heard of it
    crash(0);
    assertThat(store.list("")).containsExactly(CHECKPOINT_LOG, STATE_LOG);
    assertThat(registry.find("w")).isNotNull();
  }
}
