package dev.muxwire.server.wire;

import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FieldMask;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.PatchEntity;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.Subscribe;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.Change;
import dev.muxwire.server.workspace.Filter;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Requests about state, as the workspace speaks of them. */
public final class StateRequests {
  private static final Set<EntityKind> CLIENT_KINDS =
      Set.of(
          EntityKind.ENTITY_KIND_TAB,
          EntityKind.ENTITY_KIND_PANE,
          EntityKind.ENTITY_KIND_SESSION,
          EntityKind.ENTITY_KIND_RECORD);

  private StateRequests() {}

  /** A request's identity. */
  public static Batch.Request request(String clientId, long issuedAtMs, RequestId id) {
    if (id.getRequestSeq() <= 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a request needs a request_seq of at least 1");
    }
    return new Batch.Request(
        clientId,
        issuedAtMs,
        id.getRequestSeq(),
        Math.min(id.getLowestOutstandingSeq(), id.getRequestSeq()),
        id.getResend());
  }

  /** A batch, its operations checked one by one. */
  public static Batch batch(Batch.Request request, Mutate mutate) {
    if (mutate.getOperationsCount() > ProtocolLimits.BATCH_OPERATIONS) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a batch has at most " + ProtocolLimits.BATCH_OPERATIONS + " operations",
          ProtocolLimits.BATCH_OPERATIONS);
    }
    return new Batch(
        request,
        new Batch.Base(mutate.getBaseEpoch(), mutate.getBaseRevision()),
        mutate.getPreconditionsList().stream().map(StateRequests::precondition).toList(),
        mutate.getOperationsList().stream().map(StateRequests::operation).toList());
  }

  private static Batch.Precondition precondition(Precondition precondition) {
    FieldKey field =
        precondition.getField() == 0
            ? null
            : new FieldKey(
                precondition.getField(),
                precondition.getField() == FieldKey.ATTRIBUTES ? precondition.getAttribute() : "");
    return new Batch.Precondition(precondition.getId(), field, precondition.getIfRevision());
  }

  private static Batch.Operation operation(Operation operation) {
    return switch (operation.getOperationCase()) {
      case CREATE ->
          new Batch.Create(
              operation.getCreate().getId(),
              clientFields(EntityFields.splitAndKeep(operation.getCreate().getBody()), true));
      case PATCH ->
          new Batch.Patch(
              operation.getPatch().getId(),
              clientFields(EntityFields.splitAndKeep(operation.getPatch().getBody()), false),
              cleared(operation.getPatch()));
      case REMOVE -> new Batch.Remove(operation.getRemove().getId());
      case OPERATION_NOT_SET ->
          throw new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNSUPPORTED, "an operation that this server does not know");
    };
  }

  private static List<FieldKey> cleared(PatchEntity patch) {
    if (patch.getClearedFieldsList().contains(FieldKey.ATTRIBUTES)) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "attributes are cleared key by key, in cleared_attributes");
    }
    return Change.clearedKeys(patch.getClearedFieldsList(), patch.getClearedAttributesList());
  }

  /** Presence is the server's; terminals are created by OpenTerminal, but may be renamed. */
  private static EntityFields clientFields(EntityFields fields, boolean created) {
    EntityKind kind = EntityKind.forNumber(fields.kind());
    boolean allowed =
        kind != null
            && (CLIENT_KINDS.contains(kind)
                || (kind == EntityKind.ENTITY_KIND_TERMINAL && !created));
    if (!allowed) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "entities of kind " + fields.kind() + " are not made by a batch");
    }
    return fields;
  }

  /** What a stream carries. */
  public static Filter filter(Subscribe subscribe) {
    if (subscribe.getSerializedSize() > ProtocolLimits.SUBSCRIBE_BYTES) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "a Subscribe has at most " + ProtocolLimits.SUBSCRIBE_BYTES + " bytes",
          ProtocolLimits.SUBSCRIBE_BYTES);
    }
    if (subscribe.getFocusIdsCount() > ProtocolLimits.FOCUS_IDS) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "at most " + ProtocolLimits.FOCUS_IDS + " focus ids",
          ProtocolLimits.FOCUS_IDS);
    }
    Map<Integer, Set<Integer>> masks = new HashMap<>();
    for (FieldMask mask : subscribe.getMasksList()) {
      masks.put(mask.getKindValue(), Set.copyOf(mask.getFieldsList()));
    }
    return new Filter(
        subscribe.getKindsValueList().stream().collect(Collectors.toCollection(TreeSet::new)),
        masks,
        new LinkedHashSet<>(subscribe.getFocusIdsList()));
  }
}
