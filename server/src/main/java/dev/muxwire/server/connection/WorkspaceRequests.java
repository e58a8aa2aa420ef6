package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.WorkspaceList;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/** Workspaces made, listed and erased. */
final class WorkspaceRequests {
  private final StreamContext context;
  private final Answers answers;

  WorkspaceRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  void createWorkspace(CreateWorkspace create) {
    long seq = create.getRequest().getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, create.getWorkspace());
          if (!create.getWorkspace().matches("[a-z0-9][a-z0-9._-]{0,63}")) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
                "a workspace's name has 1 to 64 characters of a-z, 0-9, '-', '_', '.'");
          }
          boolean resent = create.getRequest().getResend();
          if (!context.server().workspaces().create(create.getWorkspace()) && !resent) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_ALREADY_EXISTS,
                "workspace '" + create.getWorkspace() + "' is there already");
          }
          answers.done(seq);
        });
  }

  /** One that is sent again, and finds nothing to delete, has done it before. */
  void deleteWorkspace(DeleteWorkspace delete) {
    long seq = delete.getRequest().getRequestSeq();
    String name = delete.getWorkspace();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, name);
          boolean found =
              context.server().workspaces().delete(name, failure -> deleted(seq, failure));
          if (!found && !delete.getRequest().getResend()) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_NOT_FOUND, "there is no workspace '" + name + "'");
          }
          if (!found) {
            answers.done(seq);
          }
        });
  }

  private void deleted(long seq, @Nullable ProtocolViolation failure) {
    if (failure == null) {
      answers.done(seq);
    } else {
      answers.refuse(seq, failure);
    }
  }

  void listWorkspaces(ListWorkspaces list) {
    answers.guard(
        list.getRequestSeq(),
        () -> {
          WorkspaceList.Builder result =
              WorkspaceList.newBuilder().setRequestSeq(list.getRequestSeq());
          context.server().workspaces().names().stream()
              .filter(name -> context.principal().allows(GrantKind.GRANT_KIND_READ, name))
              .forEach(result::addWorkspaces);
          answers.answer(ServerFrame.WORKSPACE_LIST_FIELD_NUMBER, result.build());
        });
  }
}
