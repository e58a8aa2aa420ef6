package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WorkspaceTest {
  private static final long EPOCH = 77;

  private final FakeLoop loop = new FakeLoop();
  private final Deque<Runnable> syncs = new ArrayDeque<>();
  private MemoryLogStore store = new MemoryLogStore(syncs::add);
  private Workspace workspace = open();
  private long nextSeq = 1;

  private Workspace open() {
    return open(100, 100);
  }

  private Workspace open(int tombstones, int clients) {
    return open(tombstones, clients, Limits.DEFAULT.checkpointLogBytes());
  }

  private Workspace open(int tombstones, int clients, long checkpointLogBytes) {
    return new Workspace(
        loop,
        StateStorage.durable(store, "workspace/main"),
        EPOCH,
        limits(tombstones, clients, checkpointLogBytes),
        new PartCache(1 << 20));
  }

  private static Limits limits(int tombstones, int clients, long checkpointLogBytes) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.maxPacketBytes(),
        usual.maxMessageBytes(),
        usual.connectionReservationBytes(),
        usual.serverReservationBytes(),
        usual.maxStreams(),
        usual.maxRequests(),
        usual.maxConnectionsPerPrincipal(),
        usual.maxPendingHandshakes(),
        usual.handshakeMs(),
        usual.pingIntervalMs(),
        usual.silenceMs(),
        usual.terminalRetentionBytes(),
        usual.terminalTailBytes(),
        usual.blockCacheBytes(),
        usual.publishWindowBytes(),
        usual.inputWindowBytes(),
        clients,
        tombstones,
        0,
        usual.partCacheBytes(),
        checkpointLogBytes,
        usual.maxSearchesPerPrincipal(),
        usual.killAfterMs(),
        usual.requiredLagBytes());
  }

  @BeforeEach
  void settleOpening() {
    settle();
  }

  private void settle() {
    loop.run();
    while (!syncs.isEmpty()) {
      syncs.remove().run();
      loop.run();
    }
  }

  /** Remembers what became of a batch. */
  private static final class Result implements Workspace.Outcome {
    private @Nullable Long revision;
    private @Nullable BatchRefused refusal;

    @Override
    public void applied(long epoch, long appliedRevision) {
      revision = appliedRevision;
    }

    @Override
    public void refused(long epoch, BatchRefused why) {
      refusal = why;
    }

    ErrorCode code() {
      assertThat(refusal).isNotNull();
      return refusal == null ? ErrorCode.ERROR_CODE_UNSPECIFIED : refusal.code();
    }
  }

  private Result submit(Batch batch) {
    Result result = new Result();
    workspace.submit(batch, result);
    return result;
  }

  private Result apply(Batch.Operation... operations) {
    return applyGuarded(List.of(), operations);
  }

  private Result applyGuarded(List<Batch.Precondition> guards, Batch.Operation... operations) {
    Result result =
        submit(
            new Batch(
                request(nextSeq++, false),
                new Batch.Base(EPOCH, workspace.visibleRevision()),
                guards,
                List.of(operations)));
    settle();
    return result;
  }

  private static Batch.Request request(long seq, boolean resend) {
    return new Batch.Request("client", 0, seq, 1, resend);
  }

  private static Batch.Create tab(String id) {
    return new Batch.Create(id, tabFields(Tab.newBuilder().setTitle("tab " + id)));
  }

  private static EntityFields tabFields(Tab.Builder tab) {
    return EntityFields.split(EntityBody.newBuilder().setTab(tab).build());
  }

  private static Batch.Create pane(String id, String tab) {
    return new Batch.Create(id, paneFields(Pane.newBuilder().setTabId(tab)));
  }

  private static EntityFields paneFields(Pane.Builder pane) {
    return EntityFields.split(EntityBody.newBuilder().setPane(pane).build());
  }

  private static Batch.Patch title(String id, String title) {
    return new Batch.Patch(id, tabFields(Tab.newBuilder().setTitle(title)), List.of());
  }

  private static Batch.Patch layout(String tab, String pane) {
    return new Batch.Patch(
        tab, tabFields(Tab.newBuilder().setLayout(Layout.newBuilder().setPaneId(pane))), List.of());
  }

  private List<String> ids(String... asked) {
    List<String> found = new ArrayList<>();
    workspace.get(
        List.of(asked),
        (epoch, revision, entities) -> entities.forEach(change -> found.add(change.id())),
        problem -> {});
    settle();
    return found;
  }

  @Test
  void aRevision_isVisibleAndAcknowledgedOnlyOnceDurable() {
    List<Long> seen = new ArrayList<>();
    workspace.open(
        Filter.ALL,
        null,
        start -> {},
        problem -> {},
        news -> seen.add(workspace.visibleRevision()));
    loop.run();
    Result result = submit(Batch.internal(tab("a")));
    loop.run();
    List<StateScanPart> parts = new ArrayList<>();
    reader().next(0, 0, StateReader.Form.plain(1000), parts::add);
    loop.run();
    assertThat(result.revision).isNull();
    assertThat(workspace.visibleRevision()).isZero();
    assertThat(parts).isEmpty();
    settle();
    assertThat(result.revision).isEqualTo(1);
    assertThat(seen).containsExactly(1L);
    assertThat(parts.get(0).through()).isEqualTo(1);
  }

  @Test
  void batchesThatWait_shareASync() {
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      results.add(submit(Batch.internal(tab("t" + i))));
    }
    loop.run(); // the first is on its way, nine wait
    syncs.remove().run();
    loop.run();
    assertThat(syncs).hasSize(1);
    settle();
    assertThat(results).allMatch(result -> result.revision != null);
  }

  @Test
  void aFailedSync_takesEverythingBack_andIsSaid() {
    apply(tab("a"));
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "the disk is full"));
    Result refused = apply(title("a", "new"), tab("b"));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    assertThat(ids("a", "b")).containsExactly("a");
    assertThat(workspace.visibleRevision()).isEqualTo(1);
    assertThat(apply(tab("c")).code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
  }

  @Test
  void afterAFullDisk_itTakesChangesAgainByItself_andWhatWasRefusedStaysOut() {
    apply(tab("a"));
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "the disk is full"));
    apply(tab("refused"));
    loop.advance(60_000);
    settle();
    assertThat(apply(tab("b")).code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    store.failWrites(null);
    loop.advance(60_000);
    settle();
    assertThat(apply(tab("c")).revision).isEqualTo(2);
    store = store.crash();
    workspace = open();
    settle();
    assertThat(ids("a", "refused", "b", "c")).containsExactly("a", "c");
  }

  @Test
  void aCheckpoint_replacesTheHistory_andNothingOfTheStateIsMissing() {
    workspace = open(100, 100, 2_000);
    settle();
    apply(tab("tab"), pane("pane", "tab"), tab("gone"));
    Result first = apply(title("tab", "first"));
    apply(new Batch.Remove("gone"));
    for (int i = 0; i < 200; i++) {
      apply(title("tab", "title " + i));
    }
    long revision = workspace.visibleRevision();
    List<StateScanPart> before = scanAll(4);
    store = store.crash();
    assertThat(store.open("workspace/main/state", loop).start()).isGreaterThan(150);
    workspace = open(100, 100, 2_000);
    settle();
    assertThat(workspace.visibleRevision()).isEqualTo(revision);
    assertThat(scanAll(4))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("identity")
        .containsExactlyElementsOf(before);
    assertThat(apply(tab("gone")).code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    Result again =
        submit(
            new Batch(
                request(2, true), new Batch.Base(EPOCH, 0), List.of(), List.of(tab("other"))));
    settle();
    assertThat(again.revision).isEqualTo(first.revision);
  }

  private StateReader reader() {
    return workspace.open(Filter.ALL, null, start -> {}, problem -> {}, news -> {});
  }

  /** All that a reader who is complete at a revision is told. */
  private List<StateScanPart> scanAll(long base) {
    List<StateScanPart> parts = new ArrayList<>();
    reader().next(base, base, StateReader.Form.plain(60_000), parts::add);
    settle();
    return parts;
  }

  @Test
  void aCrashAtAnyMomentOfACheckpoint_leavesTheState() {
    for (int crashAfterSyncs = 0; crashAfterSyncs < 40; crashAfterSyncs++) {
      store = new MemoryLogStore(syncs::add);
      workspace = open(3, 100, 500);
      settle();
      nextSeq = 1;
      List<Result> results = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        results.add(submit(Batch.internal(tab("t" + i), title("t" + i, "second"))));
        if (i % 3 == 2) {
          results.add(submit(Batch.internal(new Batch.Remove("t" + (i - 2)))));
        }
        loop.run();
        if (i > 0 && !syncs.isEmpty() && results.size() > i) {
          syncs.remove().run();
          loop.run();
        }
      }
      for (int i = 0; i < crashAfterSyncs && !syncs.isEmpty(); i++) {
        syncs.remove().run();
        loop.run();
      }
      long acknowledged =
          results.stream().mapToLong(r -> r.revision == null ? 0 : r.revision).max().orElseThrow();
      store = store.crash();
      syncs.clear();
      workspace = open(3, 100, 500);
      settle();
      assertThat(workspace.visibleRevision()).isGreaterThanOrEqualTo(acknowledged);
      List<String> living = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Long created = results.get(i + i / 3).revision;
        boolean removed =
            i % 3 == 0 && i + 2 < 30 && results.get(i + 2 + (i + 2) / 3 + 1).revision != null;
        if (created != null && !removed) {
          living.add("t" + i);
        }
      }
      assertThat(ids(living.toArray(String[]::new))).containsAll(living);
    }
  }

  @Test
  void whatWasAcknowledged_isThereAfterACrash_andARepeatedRequestIsNotRunAgain() {
    Result first = apply(tab("a"), pane("p", "a"));
    apply(title("a", "renamed"));
    store = store.crash();
    workspace = open();
    settle();
    assertThat(workspace.visibleRevision()).isEqualTo(3);
    assertThat(ids("a", "p")).containsExactly("a", "p");
    Result again =
        submit(new Batch(request(1, true), new Batch.Base(EPOCH, 0), List.of(), List.of(tab("a"))));
    settle();
    assertThat(again.revision).isEqualTo(first.revision);
  }

  @Test
  void aRequestRepeatedWhileItIsOnItsWay_runsOnce() {
    Batch batch =
        new Batch(request(1, false), new Batch.Base(EPOCH, 0), List.of(), List.of(tab("a")));
    Result first = submit(batch);
    Result second = submit(batch);
    settle();
    assertThat(first.revision).isEqualTo(1);
    assertThat(second.revision).isEqualTo(1);
  }

  @Test
  void whatIsDurable_isAnsweredSo_whateverBecomesOfWhatCameWithIt() {
    Batch done = new Batch(request(1, false), null, List.of(), List.of(tab("a")));
    assertThat(submit(done).revision).isNull();
    settle();
    store.failWrites(new LogFailure(LogFailure.Kind.FULL, "the disk is full"));
    Result fresh = submit(new Batch(request(2, false), null, List.of(), List.of(tab("b"))));
    Result again = submit(new Batch(request(1, true), null, List.of(), List.of(tab("a"))));
    settle();
    assertThat(fresh.code()).isEqualTo(ErrorCode.ERROR_CODE_STORAGE);
    assertThat(again.revision).isEqualTo(1);
  }

  @Test
  void aClientThatWasForgotten_isTold_oneThatNeverWasHere_isServed() {
    workspace = open(100, 1);
    settle();
    loop.advance(1000);
    apply(tab("a"));
    submit(
        new Batch(
            new Batch.Request("other", 900, 1, 1, false),
            new Batch.Base(EPOCH, 0),
            List.of(),
            List.of(tab("b"))));
    settle();
    Result forgotten =
        submit(new Batch(request(2, true), new Batch.Base(EPOCH, 2), List.of(), List.of(tab("c"))));
    Result young =
        submit(
            new Batch(
                new Batch.Request("young", 5000, 1, 1, true),
                new Batch.Base(EPOCH, 2),
                List.of(),
                List.of(tab("d"))));
    settle();
    assertThat(forgotten.code()).isEqualTo(ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN);
    assertThat(young.revision).isNotNull();
  }

  @Test
  void aClientThatWasForgotten_staysForgotten_whenItIsHeardOfAgain() {
    workspace = open(100, 1);
    settle();
    apply(tab("a"));
    submit(
        new Batch(
            new Batch.Request("other", 0, 1, 1, false),
            new Batch.Base(EPOCH, 0),
            List.of(),
            List.of(tab("b"))));
    settle();
    apply(tab("c")); // of the forgotten client: request 2
    Result resent =
        submit(new Batch(request(1, true), new Batch.Base(EPOCH, 2), List.of(), List.of(tab("d"))));
    settle();
    assertThat(resent.code()).isEqualTo(ErrorCode.ERROR_CODE_OUTCOME_UNKNOWN);
  }

  @Test
  void ofATerminal_clientsChangeTitleAndAttributesAlone() {
    Terminal.Builder running = Terminal.newBuilder().setTitle("sh").setHostId("h");
    submit(Batch.internal(new Batch.Create("t", terminalFields(running))));
    settle();
    Terminal.Builder renamed = Terminal.newBuilder().setTitle("x").putAttributes("a", "b");
    assertThat(apply(new Batch.Patch("t", terminalFields(renamed), List.of())).revision)
        .isNotNull();
    Terminal.Builder moved = Terminal.newBuilder().setHostId("other");
    assertThat(apply(new Batch.Patch("t", terminalFields(moved), List.of())).code())
        .isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    assertThat(apply(new Batch.Remove("t")).code())
        .isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    Terminal.Builder ended = Terminal.newBuilder().setExit(TerminalExit.newBuilder().setStatus(1));
    submit(Batch.internal(new Batch.Patch("t", terminalFields(ended), List.of())));
    settle();
    assertThat(apply(new Batch.Remove("t")).revision).isNotNull();
  }

  private static EntityFields terminalFields(Terminal.Builder terminal) {
    return EntityFields.split(EntityBody.newBuilder().setTerminal(terminal).build());
  }

  @Test
  void aBatchBelowTheHorizonOrOfAnotherEpoch_isStale() {
    workspace = open(1, 100);
    settle();
    apply(tab("a"), tab("b"), tab("c"));
    apply(new Batch.Remove("a"));
    apply(new Batch.Remove("b"));
    Result old =
        submit(
            new Batch(request(50, false), new Batch.Base(EPOCH, 1), List.of(), List.of(tab("a"))));
    Result other =
        submit(
            new Batch(
                request(51, false), new Batch.Base(EPOCH + 1, 5), List.of(), List.of(tab("x"))));
    settle();
    assertThat(old.code()).isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
    assertThat(other.code()).isEqualTo(ErrorCode.ERROR_CODE_STALE_BASE);
    List<StateScanPart> parts = new ArrayList<>();
    reader().next(1, 1, StateReader.Form.plain(1000), parts::add);
    settle();
    assertThat(parts).containsExactly(StateScanPart.RESET);
  }

  @Test
  void ids_areNeverUsedAgain() {
    apply(tab("a"));
    assertThat(apply(tab("a")).code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    apply(new Batch.Remove("a"));
    assertThat(apply(tab("a")).code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    assertThat(apply(title("a", "x")).code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @Test
  void aBatch_isAppliedAsAWholeOrNotAtAll() {
    apply(tab("a"));
    long before = workspace.visibleRevision();
    Result refused = apply(tab("b"), title("a", "x"), new Batch.Remove("missing"));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
    assertThat(refused.refusal).isNotNull().extracting(BatchRefused::index).isEqualTo(2);
    assertThat(ids("a", "b")).containsExactly("a");
    assertThat(workspace.visibleRevision()).isEqualTo(before);
    assertThat(apply(tab("b")).revision).isEqualTo(before + 1);
  }

  @Test
  void preconditions_compareRevisions_andTheFailureCarriesTheCurrentEntity() {
    apply(tab("a"));
    apply(title("a", "second"));
    Result stale =
        applyGuarded(
            List.of(new Batch.Precondition("a", FieldKey.of(Tab.TITLE_FIELD_NUMBER), 1)),
            title("a", "third"));
    assertThat(stale.code()).isEqualTo(ErrorCode.ERROR_CODE_PRECONDITION_FAILED);
    Change current = stale.refusal == null ? null : stale.refusal.current();
    assertThat(current).isNotNull();
    assertThat(current == null ? "" : current.toProto().getBody().getTab().getTitle())
        .isEqualTo("second");
    Result fresh =
        applyGuarded(
            List.of(new Batch.Precondition("a", FieldKey.of(Tab.TITLE_FIELD_NUMBER), 2)),
            title("a", "third"));
    assertThat(fresh.revision).isEqualTo(3);
  }

  @Test
  void references_holdAfterEveryBatch() {
    apply(tab("a"), tab("b"));
    assertThat(apply(pane("p", "none")).code()).isEqualTo(ErrorCode.ERROR_CODE_DANGLING_REFERENCE);
    apply(pane("p", "a"), pane("q", "b"));
    assertThat(apply(layout("a", "p")).code()).isEqualTo(ErrorCode.ERROR_CODE_PRECONDITION_FAILED);
    List<Batch.Precondition> guard = List.of(new Batch.Precondition("a", References.LAYOUT, 0));
    assertThat(applyGuarded(guard, layout("a", "q")).code())
        .isEqualTo(ErrorCode.ERROR_CODE_DANGLING_REFERENCE);
    assertThat(applyGuarded(guard, layout("a", "p")).revision).isNotNull();
    assertThat(apply(new Batch.Remove("p")).code())
        .isEqualTo(ErrorCode.ERROR_CODE_DANGLING_REFERENCE);
    assertThat(
            apply(new Batch.Patch("p", paneFields(Pane.newBuilder().setTabId("b")), List.of()))
                .code())
        .isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    assertThat(
            apply(
                    new Batch.Patch(
                        "p", paneFields(Pane.newBuilder().setTerminalId("none")), List.of()))
                .code())
        .isEqualTo(ErrorCode.ERROR_CODE_DANGLING_REFERENCE);
  }

  @Test
  void removingATab_removesItsPanes() {
    apply(tab("a"), pane("p", "a"), pane("q", "a"));
    applyGuarded(List.of(new Batch.Precondition("a", References.LAYOUT, 0)), layout("a", "p"));
    apply(new Batch.Remove("a"));
    assertThat(ids("a", "p", "q")).isEmpty();
  }

  @Test
  void anEntityOverTheLimit_isRefused() {
    Batch.Create huge =
        new Batch.Create("a", tabFields(Tab.newBuilder().setTitle("x".repeat(1 << 20))));
    assertThat(apply(huge).code()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED);
    assertThat(apply(tab("i".repeat(65))).code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
    assertThat(apply(tab("")).code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT);
  }
}
