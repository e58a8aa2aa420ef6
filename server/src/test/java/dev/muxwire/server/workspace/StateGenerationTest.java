package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.storage.v1.StateMetadata;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A state whose store has another generation begins a new epoch, before anybody is answered. */
final class StateGenerationTest {
  private final FakeLoop loop = new FakeLoop();
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private MemoryLogStore store = new MemoryLogStore(syncs::add);
  private long freshEpoch = 100;
  private Workspace workspace = open();

  private Workspace open() {
    freshEpoch++;
    return new Workspace(
        loop,
        StateStorage.durable(store, "workspace/main"),
        freshEpoch,
        Limits.DEFAULT,
        new PartCache(1 << 20));
  }

  private void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  private long epoch() {
    return reopened(null).epoch();
  }

  /** How a client's stream begins with this cursor. */
  private StateReader.Start reopened(StateReader.@Nullable Cursor cursor) {
    List<StateReader.Start> starts = new ArrayList<>();
    workspace.open(Filter.ALL, cursor, starts::add, problem -> {}, news -> {});
    settle();
    return starts.get(0);
  }

  private @Nullable ErrorCode create(String id, Batch.@Nullable Base base) {
    List<ErrorCode> refusals = new ArrayList<>();
    EntityFields fields =
        EntityFields.split(EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(id)).build());
    workspace.submit(
        new Batch(null, base, List.of(), List.of(new Batch.Create(id, fields))),
        new Workspace.Outcome() {
          @Override
          public void applied(long epoch, long revision) {}

          @Override
          public void refused(long epoch, BatchRefused refusal) {
            refusals.add(refusal.code());
          }
        });
    settle();
    return refusals.isEmpty() ? null : refusals.get(0);
  }

  @Test
  void sameGeneration_keepsTheEpoch() {
    create("a", null);
    long before = epoch();
    store = store.crash();
    workspace = open();
    assertThat(epoch()).isEqualTo(before);
    StateReader.Cursor cursor = new StateReader.Cursor(before, 1, 1, Filter.ALL.hash());
    assertThat(reopened(cursor).resumed()).isTrue();
  }

  @Test
  void anotherGeneration_beginsAnEpoch_thatOldCursorsAndBatchesDoNotFit() {
    create("a", null);
    MemoryLogStore backup = store.backup();
    create("b", null);
    long before = epoch();
    store = backup;
    workspace = open();
    StateReader.Cursor cursor = new StateReader.Cursor(before, 1, 1, Filter.ALL.hash());
    StateReader.Start after = reopened(cursor);
    assertThat(workspace.visibleRevision()).isEqualTo(1);
    assertThat(after.epoch()).isNotEqualTo(before);
    assertThat(after.resumed()).isFalse();
    assertThat(create("c", new Batch.Base(before, 1))).isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
    assertThat(create("c", new Batch.Base(after.epoch(), 1))).isNull();
    store = store.crash();
    workspace = open();
    assertThat(epoch()).isEqualTo(after.epoch());
  }

  @Test
  void nobodyIsAnswered_beforeTheNewEpochIsDurable() {
    create("a", null);
    store = store.backup();
    workspace = open();
    List<StateReader.Start> starts = new ArrayList<>();
    workspace.open(Filter.ALL, null, starts::add, problem -> {}, news -> {});
    loop.run();
    assertThat(starts).isEmpty();
    settle();
    assertThat(starts).hasSize(1);
    assertThat(workspace.visibleRevision()).isEqualTo(1);
  }

  @Test
  void anEpochThatCannotBeStored_isNotUsed_untilItCan() {
    create("a", null);
    long before = epoch();
    store = store.backup();
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "no room"));
    workspace = open();
    settle();
    List<ProtocolViolation> told = new ArrayList<>();
    workspace.open(Filter.ALL, null, start -> told.clear(), told::add, news -> {});
    assertThat(create("b", null)).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    assertThat(told).singleElement().satisfies(why -> assertThat(why).hasMessage("no room"));
    store.failWrites(null);
    loop.advance(2_000);
    settle();
    assertThat(epoch()).isNotEqualTo(before);
    assertThat(create("b", null)).isNull();
    assertThat(workspace.visibleRevision()).isEqualTo(2);
  }

  @Test
  void metadataOfBeforeGenerations_isOfTheFirst() {
    create("a", null);
    long epoch = epoch();
    byte[] old = StateMetadata.newBuilder().setEpoch(epoch).build().toByteArray();
    store.open("workspace/main/state", loop).putMetadata(old, failure -> {});
    settle();
    store = store.crash();
    workspace = open();
    assertThat(epoch()).isEqualTo(epoch);
    store = store.backup();
    workspace = open();
    assertThat(epoch()).isNotEqualTo(epoch);
  }
}
