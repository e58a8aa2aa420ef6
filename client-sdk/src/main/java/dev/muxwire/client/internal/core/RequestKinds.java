package dev.muxwire.client.internal.core;

import com.google.protobuf.MessageLite;
import dev.muxwire.client.Backup;
import dev.muxwire.client.Entity;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.internal.state.Entities;
import dev.muxwire.proto.v1.BackupCreated;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.CreateBackup;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The requests: how each is written, and what its result means. */
final class RequestKinds {
  private RequestKinds() {}

  /**
   * A mutation.
   *
   * @param base asked each time it is written; null = the mutation has its own
   */
  static Requests.Kind<MutationResult> mutate(
      Mutate mutate, Supplier<Mutation.@Nullable Base> base) {
    return new Requests.Kind<>(
        ClientFrame.MUTATE_FIELD_NUMBER,
        id -> withBase(mutate, base.get()).setRequest(id).build(),
        frame -> result(expect(frame, ServerFrame.BodyCase.MUTATE_RESULT).getMutateResult()),
        true);
  }

  private static Mutate.Builder withBase(Mutate mutate, Mutation.@Nullable Base base) {
    Mutate.Builder builder = mutate.toBuilder();
    return base == null
        ? builder
        : builder.setBaseEpoch(base.epoch()).setBaseRevision(base.revision());
  }

  private static MutationResult result(MutateResult result) {
    if (result.hasFailure()) {
      throw failure(result.getFailure());
    }
    return new MutationResult(result.getEpoch(), result.getRevision());
  }

  private static MuxwireException failure(MutateFailure failure) {
    Entity current = failure.hasCurrent() ? Entities.whole(failure.getCurrent()) : null;
    return new MuxwireException(
        ErrorCode.ofNumber(failure.getCodeValue()),
        failure.getMessage(),
        failure.getIndex(),
        current);
  }

  /** Asks what a workspace's state stands at. */
  static Requests.Kind<Mutation.Base> currentBase(String workspace) {
    return get(
        workspace, List.of(), result -> new Mutation.Base(result.getEpoch(), result.getRevision()));
  }

  static Requests.Kind<List<Entity>> entities(String workspace, List<String> ids) {
    return get(
        workspace, ids, result -> result.getEntitiesList().stream().map(Entities::whole).toList());
  }

  private static <T> Requests.Kind<T> get(
      String workspace, List<String> ids, Function<GetResult, T> meaning) {
    Get get = Get.newBuilder().setWorkspace(workspace).addAllIds(ids).build();
    return new Requests.Kind<>(
        ClientFrame.GET_FIELD_NUMBER,
        id -> get.toBuilder().setRequestSeq(id.getRequestSeq()).build(),
        frame -> meaning.apply(expect(frame, ServerFrame.BodyCase.GET_RESULT).getGetResult()),
        false);
  }

  static Requests.Kind<String> openTerminal(
      String workspace, String terminalId, TerminalSpec spec) {
    OpenTerminal open =
        OpenTerminal.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setHostId(spec.hostId())
            .setSpec(Converters.encode(spec))
            .build();
    return new Requests.Kind<>(
        ClientFrame.OPEN_TERMINAL_FIELD_NUMBER,
        id -> open.toBuilder().setRequest(id).build(),
        frame ->
            expect(frame, ServerFrame.BodyCase.OPEN_TERMINAL_RESULT)
                .getOpenTerminalResult()
                .getTerminalId(),
        true);
  }

  /** Closing twice is closing once: it needs no exactly-once. */
  static Requests.Kind<@Nullable Void> closeTerminal(String workspace, String terminalId) {
    CloseTerminal close =
        CloseTerminal.newBuilder().setWorkspace(workspace).setTerminalId(terminalId).build();
    return done(
        ClientFrame.CLOSE_TERMINAL_FIELD_NUMBER,
        id -> close.toBuilder().setRequestSeq(id.getRequestSeq()).build(),
        false);
  }

  /** To be so twice is to be so. */
  static Requests.Kind<@Nullable Void> configureTerminal(
      String workspace, String terminalId, TerminalChange change) {
    ConfigureTerminal configure =
        Converters.encode(change).toBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .build();
    return done(
        ClientFrame.CONFIGURE_TERMINAL_FIELD_NUMBER,
        id -> configure.toBuilder().setRequestSeq(id.getRequestSeq()).build(),
        false);
  }

  /** Erasing twice is erasing once. */
  static Requests.Kind<@Nullable Void> purgeTerminal(
      String workspace, String terminalId, long beforeOffset) {
    PurgeTerminal purge =
        PurgeTerminal.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setBeforeOffset(beforeOffset)
            .build();
    return done(
        ClientFrame.PURGE_TERMINAL_FIELD_NUMBER,
        id -> purge.toBuilder().setRequestSeq(id.getRequestSeq()).build(),
        false);
  }

  static Requests.Kind<@Nullable Void> createWorkspace(String workspace) {
    CreateWorkspace create = CreateWorkspace.newBuilder().setWorkspace(workspace).build();
    return done(
        ClientFrame.CREATE_WORKSPACE_FIELD_NUMBER,
        id -> create.toBuilder().setRequest(id).build(),
        true);
  }

  static Requests.Kind<@Nullable Void> deleteWorkspace(String workspace) {
    DeleteWorkspace delete = DeleteWorkspace.newBuilder().setWorkspace(workspace).build();
    return done(
        ClientFrame.DELETE_WORKSPACE_FIELD_NUMBER,
        id -> delete.toBuilder().setRequest(id).build(),
        true);
  }

  private static Requests.Kind<@Nullable Void> done(
      int fieldNumber, Function<RequestId, MessageLite> encoder, boolean exactlyOnce) {
    return new Requests.Kind<>(
        fieldNumber,
        encoder,
        frame -> {
          expect(frame, ServerFrame.BodyCase.REQUEST_DONE);
          return null;
        },
        exactlyOnce);
  }

  static Requests.Kind<List<String>> listWorkspaces() {
    return new Requests.Kind<>(
        ClientFrame.LIST_WORKSPACES_FIELD_NUMBER,
        id -> ListWorkspaces.newBuilder().setRequestSeq(id.getRequestSeq()).build(),
        frame ->
            List.copyOf(
                expect(frame, ServerFrame.BodyCase.WORKSPACE_LIST)
                    .getWorkspaceList()
                    .getWorkspacesList()),
        false);
  }

  static Requests.Kind<ServerStatus> serverStatus() {
    return new Requests.Kind<>(
        ClientFrame.GET_STATUS_FIELD_NUMBER,
        id -> GetStatus.newBuilder().setRequestSeq(id.getRequestSeq()).build(),
        frame ->
            Statuses.decode(expect(frame, ServerFrame.BodyCase.SERVER_STATUS).getServerStatus()),
        false);
  }

  /** Twice is two backups: harmless. */
  static Requests.Kind<Backup> createBackup() {
    return new Requests.Kind<>(
        ClientFrame.CREATE_BACKUP_FIELD_NUMBER,
        id -> CreateBackup.newBuilder().setRequestSeq(id.getRequestSeq()).build(),
        frame -> backup(expect(frame, ServerFrame.BodyCase.BACKUP_CREATED).getBackupCreated()),
        false);
  }

  private static Backup backup(BackupCreated created) {
    return new Backup(
        Integer.toUnsignedLong(created.getBackupId()),
        created.getBytes(),
        created.getCreatedAtMs(),
        created.getDirectory());
  }

  private static ServerFrame expect(ServerFrame frame, ServerFrame.BodyCase body) {
    if (frame.getBodyCase() != body) {
      throw new MuxwireException(
          ErrorCode.INTERNAL, "The server answered with " + frame.getBodyCase());
    }
    return frame;
  }
}
