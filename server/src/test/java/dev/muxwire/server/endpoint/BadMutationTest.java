package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Layout;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.PaneKind;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.RemoveEntity;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.Split;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import dev.muxwire.wire.ProtocolLimits;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that must not be applied: each is refused whole, with its code, and changes nothing. */
final class BadMutationTest extends BadInputFixture {
  private static long nextSeq = 1;
  private static int nextId;

  private RawPeer peer;
  private long epoch;
  private String tab;
  private String pane;

  @BeforeEach
  void aTabWithAPane() {
    peer = RawPeer.welcomed(server.uri(), token);
    peer.send(subscribe(1, "main"));
    Subscribed subscribed = peer.awaitFrame(ServerFrame::hasSubscribed).getSubscribed();
    epoch = subscribed.getEpoch();
    tab = "tab" + nextId++;
    pane = "pane" + nextId++;
    assertThat(mutate(create(tab, tab("title")), create(pane, pane(tab))).hasFailure()).isFalse();
  }

  private MutateResult mutate(Operation... operations) {
    return mutate(List.of(), operations);
  }

  private MutateResult mutate(List<Precondition> preconditions, Operation... operations) {
    Mutate.Builder mutate = Mutate.newBuilder().addAllOperations(List.of(operations));
    return send(mutate.addAllPreconditions(preconditions));
  }

  private MutateResult send(Mutate.Builder mutate) {
    long seq = nextSeq++;
    ClientFrame frame =
        ClientFrame.newBuilder()
            .setMutate(mutate.setRequest(request(seq)).setWorkspace("main").setBaseEpoch(epoch))
            .build();
    peer.send(frame);
    return peer.awaitFrame(
            answer -> answer.hasMutateResult() && answer.getMutateResult().getRequestSeq() == seq)
        .getMutateResult();
  }

  /** The batch is refused at this operation or precondition, and the tab is as it was. */
  private MutateResult refused(ErrorCode code, int index, MutateResult result) {
    assertThat(result.getFailure().getCode()).as(result.toString()).isEqualTo(code);
    assertThat(result.getFailure().getIndex()).isEqualTo(index);
    assertThat(result.getFailure().getMessage()).isNotBlank();
    long seq = nextSeq++;
    peer.send(
        ClientFrame.newBuilder()
            .setGet(
                dev.muxwire.proto.v1.Get.newBuilder()
                    .setRequestSeq(seq)
                    .setWorkspace("main")
                    .addIds(tab)
                    .addIds(pane))
            .build());
    var found =
        peer.awaitFrame(
                frame -> frame.hasGetResult() && frame.getGetResult().getRequestSeq() == seq)
            .getGetResult();
    assertThat(found.getEntitiesList())
        .extracting(entity -> entity.getBody().getTab().getTitle())
        .containsExactly("title", "");
    return result;
  }

  private static Operation create(String id, EntityBody body) {
    return Operation.newBuilder()
        .setCreate(CreateEntity.newBuilder().setId(id).setBody(body))
        .build();
  }

  private static Operation patch(String id, EntityBody body) {
    return Operation.newBuilder()
        .setPatch(PatchEntity.newBuilder().setId(id).setBody(body))
        .build();
  }

  private static Operation remove(String id) {
    return Operation.newBuilder().setRemove(RemoveEntity.newBuilder().setId(id)).build();
  }

  private static EntityBody tab(String title) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build();
  }

  private static EntityBody tab(Layout layout) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().setLayout(layout)).build();
  }

  private static Layout leaf(String pane) {
    return Layout.newBuilder().setPaneId(pane).build();
  }

  private static Layout split(Layout... children) {
    return Layout.newBuilder()
        .setSplit(Split.newBuilder().addAllChildren(List.of(children)))
        .build();
  }

  private static EntityBody pane(String tab) {
    return EntityBody.newBuilder().setPane(Pane.newBuilder().setTabId(tab)).build();
  }

  private static EntityBody record(Record.Builder record) {
    return EntityBody.newBuilder().setRecord(record).build();
  }

  private static Precondition isAt(String id, int field, long revision) {
    return Precondition.newBuilder().setId(id).setField(field).setIfRevision(revision).build();
  }

  /** What lets a layout be edited, whatever it was. */
  private List<Precondition> noLayoutYet() {
    return List.of(isAt(tab, Tab.LAYOUT_FIELD_NUMBER, 0));
  }

  // ---- ids

  @Test
  void idThatIsThereOrWasThere_alreadyExists() {
    refused(
        ErrorCode.ERROR_CODE_ALREADY_EXISTS, 1, mutate(patch(tab, tab("x")), create(tab, tab(""))));
    String gone = "gone" + nextId++;
    mutate(create(gone, tab("")));
    mutate(remove(gone));
    refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, 0, mutate(create(gone, tab(""))));
  }

  @Test
  void idThatIsEmptyOrTooLong_isInvalid() {
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, mutate(create("", tab(""))));
    String longest = "i".repeat(ProtocolLimits.ENTITY_ID_BYTES);
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, mutate(create(longest + "i", tab(""))));
    assertThat(mutate(create(longest, tab("")), remove(longest)).hasFailure()).isFalse();
  }

  @Test
  void entityThatIsNotThere_isNotFound_andNothingBeforeItInTheBatchIsDone() {
    refused(
        ErrorCode.ERROR_CODE_NOT_FOUND, 1, mutate(patch(tab, tab("x")), patch("none", tab("x"))));
    refused(ErrorCode.ERROR_CODE_NOT_FOUND, 1, mutate(remove(tab), remove("none")));
  }

  // ---- preconditions

  @Test
  void preconditionOnAField_fails_withTheCurrentEntity() {
    MutateResult result =
        mutate(List.of(isAt(tab, Tab.TITLE_FIELD_NUMBER, 1_000_000)), patch(tab, tab("x")));
    refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, result);
    assertThat(result.getFailure().getCurrent().getBody().getTab().getTitle()).isEqualTo("title");
  }

  @Test
  void preconditionOnAnEntity_fails_whenItIsGone() {
    Precondition there = Precondition.newBuilder().setId("none").setIfRevision(5).build();
    MutateResult result = mutate(List.of(there), patch(tab, tab("x")));
    refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, result);
    assertThat(result.getFailure().hasCurrent()).isFalse();
  }

  @Test
  void preconditionOnAnAttribute_fails_whateverOtherAttributesAre() {
    Precondition neverSet =
        isAt(tab, Tab.ATTRIBUTES_FIELD_NUMBER, 5).toBuilder().setAttribute("color").build();
    MutateResult result = mutate(List.of(neverSet), patch(tab, tab("x")));
    refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, result);
    assertThat(result.getFailure().getCurrent().getId()).isEqualTo(tab);
  }

  @Test
  void preconditionThatAnEntityIsNotThere_fails_whenItIs() {
    Precondition notThere = Precondition.newBuilder().setId(tab).build();
    refused(
        ErrorCode.ERROR_CODE_PRECONDITION_FAILED,
        0,
        mutate(List.of(notThere), patch(tab, tab("x"))));
  }

  @Test
  void layoutEditWithoutPrecondition_fails() {
    refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, mutate(patch(tab, tab(leaf(pane)))));
  }

  @Test
  void anotherEpoch_isStale() {
    epoch++;
    MutateResult result = mutate(patch(tab, tab("x")));
    epoch--;
    refused(ErrorCode.ERROR_CODE_STALE_BASE, 0, result);
    assertThat(result.getEpoch()).isEqualTo(epoch);
  }

  // ---- references

  @Test
  void referenceToNothing_isDangling() {
    refused(
        ErrorCode.ERROR_CODE_DANGLING_REFERENCE, 0, mutate(create("p" + nextId++, pane("none"))));
    refused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, 0, mutate(create("p" + nextId++, pane(pane))));
    EntityBody lost =
        EntityBody.newBuilder()
            .setPane(Pane.newBuilder().setTabId(tab).setTerminalId("none"))
            .build();
    refused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, 0, mutate(create("p" + nextId++, lost)));
    refused(
        ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
        0,
        mutate(noLayoutYet(), patch(tab, tab(leaf("none")))));
  }

  @Test
  void removedPaneThatTheLayoutStillShows_isDangling() {
    assertThat(mutate(noLayoutYet(), patch(tab, tab(leaf(pane)))).hasFailure()).isFalse();
    refused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, 0, mutate(remove(pane)));
  }

  @Test
  void paneOfAnotherTab_cannotBeShown_norMoved() {
    String other = "tab" + nextId++;
    refused(
        ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
        0,
        mutate(create(other, tab("")), patch(other, tab(leaf(pane)))));
    mutate(create(other, tab("")));
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, mutate(patch(pane, pane(other))));
  }

  // ---- what fields may hold

  @Test
  void layout_thatShowsAPaneTwice_orWeighsWrongly_isInvalid() {
    refused(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        0,
        mutate(noLayoutYet(), patch(tab, tab(split(leaf(pane), leaf(pane))))));
    for (List<Float> weights : List.of(List.of(1f, 2f), List.of(0f), List.of(Float.NaN))) {
      Split split = Split.newBuilder().addChildren(leaf(pane)).addAllWeights(weights).build();
      refused(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          0,
          mutate(noLayoutYet(), patch(tab, tab(Layout.newBuilder().setSplit(split).build()))));
    }
  }

  @Test
  void layoutDeeperThan32_isLimitExceeded() {
    Layout deep = leaf(pane);
    for (int depth = 1; depth <= 32; depth++) {
      deep = split(deep);
    }
    refused(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, 0, mutate(noLayoutYet(), patch(tab, tab(deep))));
    Layout deepest = deep.getSplit().getChildren(0);
    assertThat(mutate(noLayoutYet(), patch(tab, tab(deepest))).hasFailure()).isFalse();
  }

  @Test
  void anotherKind_isInvalid() {
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, mutate(patch(tab, pane(tab))));
    EntityBody browser =
        EntityBody.newBuilder()
            .setPane(Pane.newBuilder().setPaneKind(PaneKind.PANE_KIND_BROWSER))
            .build();
    refused(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, mutate(patch(pane, browser)));
  }

  @Test
  void longTypeOrKey_isLimitExceeded() {
    String tooLong = "k".repeat(65);
    refused(
        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
        0,
        mutate(create("r" + nextId++, record(Record.newBuilder().setType(tooLong)))));
    refused(
        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
        0,
        mutate(create("r" + nextId++, record(Record.newBuilder().putAttributes(tooLong, "v")))));
  }

  // ---- refused before it gets to the workspace

  private void refusedAsARequest(ErrorCode code, long limit, Mutate.Builder mutate) {
    long seq = nextSeq++;
    peer.send(
        ClientFrame.newBuilder()
            .setMutate(mutate.setRequest(request(seq)).setWorkspace("main").setBaseEpoch(epoch))
            .build());
    var error =
        peer.awaitFrame(frame -> frame.hasError() && frame.getError().getRequestSeq() == seq)
            .getError();
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getLimit()).isEqualTo(limit);
    assertThat(error.getMessage()).isNotBlank();
    assertAlive(peer);
  }

  @Test
  void terminalsAndPresence_areNotMadeByABatch() {
    EntityBody terminal =
        EntityBody.newBuilder().setTerminal(Terminal.newBuilder().setTitle("sh")).build();
    refusedAsARequest(
        ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
        0,
        Mutate.newBuilder().addOperations(create("t" + nextId++, terminal)));
  }

  @Test
  void operationThatIsNone_isUnsupported() {
    refusedAsARequest(
        ErrorCode.ERROR_CODE_UNSUPPORTED,
        0,
        Mutate.newBuilder().addOperations(Operation.getDefaultInstance()));
  }

  @Test
  void moreOperationsThanTheLimit_isLimitExceeded() {
    Mutate.Builder many = Mutate.newBuilder();
    for (int i = 0; i <= ProtocolLimits.BATCH_OPERATIONS; i++) {
      many.addOperations(Operation.newBuilder().setRemove(RemoveEntity.getDefaultInstance()));
    }
    refusedAsARequest(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, ProtocolLimits.BATCH_OPERATIONS, many);
  }

  @Test
  void entityAboveTheLimit_isLimitExceeded() {
    String id = "r" + nextId++;
    long seq = nextSeq++;
    Mutate.Builder mutate =
        Mutate.newBuilder()
            .setRequest(request(seq))
            .setWorkspace("main")
            .setBaseEpoch(epoch)
            .addOperations(
                create(
                    id,
                    record(
                        Record.newBuilder()
                            .setType("ballast")
                            .setPayload(
                                ByteString.copyFrom(new byte[ProtocolLimits.ENTITY_BYTES])))));
    BadChunkTest.sendInChunks(peer, ClientFrame.newBuilder().setMutate(mutate).build());
    MutateResult result =
        peer.awaitFrame(
                answer ->
                    answer.hasMutateResult() && answer.getMutateResult().getRequestSeq() == seq)
            .getMutateResult();
    refused(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, 0, result);
  }

  @Test
  void requestWithoutSequence_isMalformed() {
    peer.send(
        ClientFrame.newBuilder()
            .setMutate(Mutate.newBuilder().setWorkspace("main").setBaseEpoch(epoch))
            .build());
    var error = peer.awaitFrame(ServerFrame::hasError).getError();
    assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_MALFORMED);
    assertAlive(peer);
  }
}
