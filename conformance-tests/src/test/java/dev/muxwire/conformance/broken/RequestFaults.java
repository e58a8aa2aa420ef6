package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;
import static dev.muxwire.conformance.broken.NamedFault.hears;
import static dev.muxwire.conformance.broken.NamedFault.mishears;
import static dev.muxwire.conformance.broken.NamedFault.repeats;
import static dev.muxwire.conformance.broken.NamedFault.request;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Servers that are wrong about requests and mutations. */
final class RequestFaults {
  private RequestFaults() {}

  static List<NamedFault> all() {
    return List.of(
        mishears(
            "ignores-preconditions",
            ClientFrame.Builder::hasMutate,
            frame -> frame.getMutateBuilder().clearPreconditions()),
        mishears(
            "runs-requests-again",
            f -> f.hasMutate() || f.hasCreateWorkspace(),
            RequestFaults::asNew),
        new NamedFault("does-not-know-what-it-did", ForgetsResults::new),
        repeats(
            "answers-twice", f -> f.hasMutateResult() || f.hasGetResult() || f.hasRequestDone()),
        changes(
            "answers-another-request",
            f -> f.hasMutateResult() || f.hasGetResult(),
            frame -> {
              if (frame.hasMutateResult()) {
                frame
                    .getMutateResultBuilder()
                    .setRequestSeq(frame.getMutateResult().getRequestSeq() + 1);
              } else {
                frame.getGetResultBuilder().setRequestSeq(frame.getGetResult().getRequestSeq() + 1);
              }
            }),
        changes(
            "tells-another-index",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().getFailureBuilder().setIndex(7)),
        changes(
            "brings-no-current-entity",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().getFailureBuilder().clearCurrent()),
        changes(
            "tells-the-first-revision",
            f -> f.getMutateResult().getRevision() > 1,
            frame -> frame.getMutateResultBuilder().setRevision(1)),
        changes(
            "tells-revisions-early",
            f -> f.getMutateResult().getRevision() > 0,
            frame ->
                frame
                    .getMutateResultBuilder()
                    .setRevision(frame.getMutateResult().getRevision() + 1)),
        changes(
            "says-done-of-what-failed",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().clearFailure().setRevision(1)),
        changes(
            "refuses-good-batches",
            f -> f.getMutateResult().getRevision() > 0,
            frame ->
                frame
                    .getMutateResultBuilder()
                    .clearRevision()
                    .getFailureBuilder()
                    .setCode(ErrorCode.ERROR_CODE_STORAGE)
                    .setMessage("full")),
        mishears(
            "does-half-of-a-refused-batch",
            f -> f.getMutate().getOperationsCount() > 1,
            frame ->
                frame
                    .getMutateBuilder()
                    .removeOperations(frame.getMutate().getOperationsCount() - 1)),
        hears("replaces-entities", RequestFaults::replacing),
        mishears("takes-any-epoch", f -> f.getMutate().getBaseEpoch() != 0, new RightEpoch()),
        changes(
            "gets-in-another-order",
            f -> f.getGetResult().getEntitiesCount() > 1,
            frame -> {
              List<EntityChange> entities = new ArrayList<>(frame.getGetResult().getEntitiesList());
              java.util.Collections.reverse(entities);
              frame.getGetResultBuilder().clearEntities().addAllEntities(entities);
            }),
        changes(
            "lists-no-workspace",
            ServerFrame.Builder::hasWorkspaceList,
            frame -> frame.getWorkspaceListBuilder().clearWorkspaces()),
        mishears(
            "leaves-long-attributes-out",
            f -> f.hasMutate(),
            frame ->
                frame
                    .getMutateBuilder()
                    .getOperationsBuilderList()
                    .forEach(
                        operation -> {
                          if (operation.getPatch().getBody().getRecord().containsAttributes("k")) {
                            operation
                                .getPatchBuilder()
                                .getBodyBuilder()
                                .getRecordBuilder()
                                .removeAttributes("k");
                          }
                        })),
        changes(
            "keeps-epochs",
            f -> f.hasGetResult(),
            frame -> frame.getGetResultBuilder().setEpoch(42)),
        changes(
            "cuts-payloads",
            f -> f.hasGetResult(),
            frame ->
                frame
                    .getGetResultBuilder()
                    .getEntitiesBuilderList()
                    .forEach(
                        entity -> {
                          if (entity.getBody().getRecord().hasPayload()) {
                            entity.getBodyBuilder().getRecordBuilder().clearPayload();
                          }
                        })));
  }

  private static void asNew(ClientFrame.Builder frame) {
    if (frame.getMutate().getRequest().getResend()) {
      var request = frame.getMutateBuilder().getRequestBuilder();
      request.setResend(false).setRequestSeq(request.getRequestSeq() + 1_000);
      request.setLowestOutstandingSeq(request.getRequestSeq());
    }
    if (frame.getCreateWorkspace().getRequest().getResend()) {
      var request = frame.getCreateWorkspaceBuilder().getRequestBuilder();
      request.setResend(false).setRequestSeq(request.getRequestSeq() + 1_000);
    }
  }

  /** Answers what is sent again with success and no revision. */
  private static final class ForgetsResults extends Fault {
    private volatile boolean resent;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      resent |= frame.getMutate().getRequest().getResend();
      return List.of(frame);
    }

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (!resent || !frame.hasMutateResult()) {
        return List.of(frame);
      }
      ServerFrame.Builder forgotten = frame.toBuilder();
      forgotten.getMutateResultBuilder().clearRevision();
      return List.of(forgotten.build());
    }
  }

  /** A patch clears what it does not name. */
  private static ClientFrame.Builder replacing(ClientFrame.Builder frame) {
    if (frame.hasMutate()) {
      for (Operation.Builder operation : frame.getMutateBuilder().getOperationsBuilderList()) {
        if (operation.hasPatch()
            && operation.getPatch().getBody().hasTab()
            && !operation.getPatch().getBody().getTab().hasTitle()
            && !operation.getPatch().getBody().getTab().hasLayout()) {
          operation.getPatchBuilder().addClearedFields(1);
        }
      }
    }
    return frame;
  }

  /** The epoch of the first batch of a connection is the one that it takes for right. */
  private static final class RightEpoch implements Consumer<ClientFrame.Builder> {
    private final Map<String, Long> right = new HashMap<>();

    @Override
    public synchronized void accept(ClientFrame.Builder frame) {
      long epoch =
          right.computeIfAbsent(
              frame.getMutate().getWorkspace(), w -> frame.getMutate().getBaseEpoch());
      frame.getMutateBuilder().setBaseEpoch(epoch);
    }
  }
}
