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
        loop, StateStorage.durable(store, "workspace/main"), freshEpoch, Limits.DEFAULT);
  }

  private void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  private Workspace.Head head() {
    List<Workspace.Head> heads = new ArrayList<>();
    workspace.head(heads::add);
    settle();
    return heads.get(0);
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
    Workspace.Head before = head();
    store = store.crash();
    workspace = open();
    assertThat(head()).isEqualTo(before);
  }

  @Test
  void anotherGeneration_beginsAnEpoch_thatOldBatchesDoNotFit() {
    create("a", null);
    MemoryLogStore backup = store.backup();
    create("b", null);
    Workspace.Head before = head();
    store = backup;
    workspace = open();
    Workspace.Head after = head();
    assertThat(after.revision()).isEqualTo(1);
    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    assertThat(create("c", new Batch.Base(before.epoch(), 1)))
        .isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
    assertThat(create("c", new Batch.Base(after.epoch(), 1))).isNull();
    store = store.crash();
    workspace = open();
    assertThat(head().epoch()).isEqualTo(after.epoch());
  }

  @Test
  void nobodyIsAnswered_beforeTheNewEpochIsDurable() {
    create("a", null);
    store = store.backup();
    workspace = open();
    List<Workspace.Head> heads = new ArrayList<>();
    workspace.head(heads::add);
    loop.run();
    assertThat(heads).isEmpty();
    settle();
    assertThat(heads).singleElement().satisfies(h -> assertThat(h.revision()).isEqualTo(1));
  }

  @Test
  void anEpochThatCannotBeStored_isNotUsed() {
    create("a", null);
    store = store.backup();
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "no room"));
    workspace = open();
    settle();
    assertThat(create("b", null)).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
  }

  @Test
  void metadataOfBeforeGenerations_isOfTheFirst() {
    create("a", null);
    long epoch = head().epoch();
    byte[] old = StateMetadata.newBuilder().setEpoch(epoch).build().toByteArray();
    store.open("workspace/main/state", loop).putMetadata(old, failure -> {});
    settle();
    store = store.crash();
    workspace = open();
    assertThat(head().epoch()).isEqualTo(epoch);
    store = store.backup();
    workspace = open();
    assertThat(head().epoch()).isNotEqualTo(epoch);
  }
}
