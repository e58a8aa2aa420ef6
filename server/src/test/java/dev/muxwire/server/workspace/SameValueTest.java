package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operations that change nothing: they take a revision, and the entity keeps its own. */
final class SameValueTest {
  private static final long EPOCH = 1;

  private final FakeLoop loop = new FakeLoop();
  private final MemoryLogStore store = new MemoryLogStore(Runnable::run);
  private final List<Long> applied = new ArrayList<>();
  private final List<BatchRefused> refused = new ArrayList<>();
  private Workspace workspace = open();

  private Workspace open() {
    Workspace opened =
        new Workspace(
            loop,
            StateStorage.durable(store, "workspace/main"),
            EPOCH,
            Limits.DEFAULT,
            new PartCache(1 << 20));
    loop.run();
    return opened;
  }

  @BeforeEach
  void createTab() {
    submit(List.of(), new Batch.Create("tab", titled("title")));
    submit(List.of(), new Batch.Patch("tab", titled("title"), List.of()));
    assertThat(applied).containsExactly(1L, 2L);
  }

  private static EntityFields titled(String title) {
    return EntityFields.split(
        EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build());
  }

  private void submit(List<Batch.Precondition> guards, Batch.Operation operation) {
    Batch batch = new Batch(null, null, guards, List.of(operation));
    workspace.submit(
        batch,
        new Workspace.Outcome() {
          @Override
          public void applied(long epoch, long revision) {
            applied.add(revision);
          }

          @Override
          public void refused(long epoch, BatchRefused refusal) {
            refused.add(refusal);
          }
        });
    loop.run();
  }

  private void assertEntityIsAt(long revision) {
    Batch.Precondition unchanged = new Batch.Precondition("tab", null, revision);
    submit(List.of(unchanged), new Batch.Patch("tab", titled("another"), List.of()));
    assertThat(refused).isEmpty();
  }

  @Test
  void theRevisionThatReadersHave_isTheOneThatPreconditionsMeet() {
    List<StateScanPart> parts = new ArrayList<>();
    workspace
        .open(Filter.ALL, null, start -> {}, why -> {}, news -> {})
        .next(1, 1, StateReader.Form.plain(1_000), parts::add);
    loop.run();
    assertThat(parts.get(0).through()).isEqualTo(2);
    assertThat(parts.get(0).consistent()).isTrue();
    assertEntityIsAt(1); // all that a reader was ever told
  }

  @Test
  void afterARestart_itIsTheSame() {
    workspace = open();
    assertThat(workspace.visibleRevision()).isEqualTo(2);
    assertEntityIsAt(1);
  }

  @Test
  void whoReadsItAnew_isToldTheSame() {
    List<Long> revisions = new ArrayList<>();
    workspace.get(
        List.of("tab"),
        (epoch, revision, found) -> found.forEach(change -> revisions.add(change.revision())),
        why -> {});
    loop.run();
    assertThat(revisions).containsExactly(1L);
  }
}
