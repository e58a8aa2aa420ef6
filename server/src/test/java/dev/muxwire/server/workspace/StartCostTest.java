package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.CountingLogStore;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.LogStore;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a start reads: as much as the state is large, not as much as ever happened to it. */
final class StartCostTest {
  private static final int ENTITIES = 100;
  private static final int ROUNDS = 60;
  private static final long CHECKPOINT_LOG_BYTES = Limits.DEFAULT.checkpointLogBytes();
  private static final String TEXT = "x".repeat(2_000);

  private final FakeLoop loop = new FakeLoop();
  private MemoryLogStore store = new MemoryLogStore(Runnable::run);

  private Workspace open(LogStore store) {
    Workspace workspace =
        new Workspace(
            loop,
            StateStorage.durable(store, "workspace/main"),
            1,
            Limits.DEFAULT,
            new PartCache(1 << 20));
    loop.run();
    return workspace;
  }

  private void submit(Workspace workspace, Batch.Operation operation) {
    workspace.submit(Batch.internal(operation), IGNORED);
    loop.run();
  }

  private static final Workspace.Outcome IGNORED =
      new Workspace.Outcome() {
        @Override
        public void applied(long epoch, long revision) {}

        @Override
        public void refused(long epoch, BatchRefused refusal) {
          throw new AssertionError(refusal);
        }
      };

  private static EntityFields titled(String title) {
    return EntityFields.split(
        EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build());
  }

  /** Changes every entity so many times, and tells what a start reads afterwards. */
  private CountingLogStore startAfter(int rounds) {
    Workspace workspace = open(store);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < ENTITIES; i++) {
        String title = TEXT + round;
        submit(workspace, new Batch.Patch("tab-" + i, titled(title), List.of()));
      }
    }
    long revision = workspace.visibleRevision();
    assertThat(revision).isPositive();
    store = store.crash();
    CountingLogStore counting = new CountingLogStore(store);
    assertThat(open(counting).visibleRevision()).isEqualTo(revision);
    return counting;
  }

  @Test
  void aStart_readsWhatTheStateIsLarge_howeverLongItsHistory() {
    Workspace workspace = open(store);
    for (int i = 0; i < ENTITIES; i++) {
      submit(workspace, new Batch.Create("tab-" + i, titled(TEXT)));
    }
    store = store.crash();
    CountingLogStore once = startAfter(ROUNDS);
    store = store.crash();
    CountingLogStore tenfold = startAfter(9 * ROUNDS);
    System.out.printf(
        "a start reads %d records, %d bytes; after ten times as many changes %d, %d%n",
        once.records(), once.bytes(), tenfold.records(), tenfold.bytes());
    long historyBytes = 10L * ROUNDS * ENTITIES * TEXT.length();
    long mostBytes = CHECKPOINT_LOG_BYTES + 2L * ENTITIES * TEXT.length() * 2;
    assertThat(historyBytes).isGreaterThan(10 * mostBytes);
    assertThat(once.bytes()).isBetween(1L, mostBytes);
    assertThat(tenfold.bytes()).isBetween(1L, mostBytes);
    assertThat(tenfold.records()).isLessThan(mostBytes / TEXT.length());
  }
}
