package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.UnopenableLogs;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A state that cannot be read whole is shown to nobody, and says what is damaged. */
final class DamagedStateTest {
  private static final String LOG = "workspace/main/state";

  private final FakeLoop loop = new FakeLoop();
  private MemoryLogStore store = new MemoryLogStore();
  private final List<String> told = new ArrayList<>();

  private Workspace open() {
    Workspace workspace =
        new Workspace(
            loop,
            StateStorage.durable(store, "workspace/main"),
            7,
            Limits.DEFAULT,
            new PartCache(1 << 20));
    workspace.whenDamaged(problem -> told.add("damaged " + problem.message()));
    return workspace;
  }

  private void fill() {
    Workspace workspace = open();
    for (String id : List.of("a", "b", "c")) {
      create(workspace, id);
    }
    told.clear();
  }

  private void create(Workspace workspace, String id) {
    EntityFields fields =
        EntityFields.split(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(id)).build());
    workspace.submit(
        Batch.internal(new Batch.Create(id, fields)),
        new Workspace.Outcome() {
          @Override
          public void applied(long epoch, long revision) {
            told.add("applied");
          }

          @Override
          public void refused(long epoch, BatchRefused refusal) {
            told.add(refusal.code() + " " + refusal.getMessage());
          }
        });
    loop.run();
  }

  private void assertShowsNothing(Workspace workspace, String reason) {
    told.clear();
    workspace.open(
        Filter.ALL,
        null,
        start -> told.add("begun"),
        why -> told.add(String.valueOf(why.getMessage())),
        news -> {});
    workspace.get(
        List.of("a"),
        (epoch, revision, found) -> told.add("found"),
        why -> told.add(String.valueOf(why.getMessage())));
    workspace.ifMissing("never", () -> told.add("missing"));
    create(workspace, "d");
    assertThat(told).hasSize(3).allMatch(line -> line.contains(reason));
    assertThat(told.get(2)).startsWith(ErrorCode.ERROR_CODE_STORAGE.name());
    assertThat(workspace.visibleRevision()).isZero();
    assertThat(workspace.visibleEntities()).isZero();
  }

  @Test
  void aLogThatCannotBeRead_isNamed() {
    fill();
    store = store.crash();
    store.failReads(new LogFailure(LogFailure.Kind.DAMAGED, "log " + LOG + ": checksum"));
    Workspace workspace = open();
    loop.run();
    assertShowsNothing(workspace, "log " + LOG + ": checksum");
  }

  @Test
  void aRecordThatMakesNoState_isNamed_andTold() {
    fill();
    store = store.crash();
    Log log = store.open(LOG, loop);
    log.append(
        List.of(new LogRecord(log.end(), log.end() + 1, new byte[] {1, 2, 3})),
        Log.Completion.NONE);
    loop.run();
    Workspace workspace = open();
    loop.run();
    assertThat(told)
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("damaged log " + LOG).contains("at 3"));
    assertShowsNothing(workspace, "log " + LOG);
  }

  @Test
  void metadataThatMakesNoSense_isNamed() {
    fill();
    store.open(LOG, loop).putMetadata(new byte[] {1, 2, 3}, Log.Completion.NONE);
    store = store.crash();
    Workspace workspace = open();
    loop.run();
    assertShowsNothing(workspace, "log " + LOG + ": its metadata");
  }

  @Test
  void aLogThatCannotBeOpened_failsItsWorkspaceAlone() {
    fill();
    Workspace workspace =
        new Workspace(
            loop,
            StateStorage.durable(new UnopenableLogs(store, Set.of(LOG)), "workspace/main"),
            7,
            Limits.DEFAULT,
            new PartCache(1 << 20));
    loop.run();
    assertShowsNothing(workspace, "log " + LOG + " cannot be opened");
  }
}
