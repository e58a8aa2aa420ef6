package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalSettings;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A living terminal is sized and kept in another way. */
final class ConfigureRequests {
  private final StreamContext context;
  private final Answers answers;

  ConfigureRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  void configureTerminal(ConfigureTerminal change) {
    long seq = change.getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, change.getWorkspace());
          WorkspaceRooms rooms = context.workspace(change.getWorkspace());
          TerminalSettings.check(change);
          if (change.hasSize()) {
            TerminalRules.check(change.getSize());
          }
          rooms.terminals().loop().execute(() -> configure(rooms, change));
        });
  }

  private void configure(WorkspaceRooms rooms, ConfigureTerminal change) {
    Terminal terminal = rooms.terminals().find(change.getTerminalId());
    if (terminal == null) {
      ProtocolViolation missing = rooms.terminals().whyMissing(change.getTerminalId());
      answers.refuse(change.getRequestSeq(), missing);
      return;
    }
    rooms
        .terminals()
        .configure(terminal, change, failure -> configured(rooms, terminal, change, failure));
  }

  private void configured(
      WorkspaceRooms rooms,
      Terminal terminal,
      ConfigureTerminal change,
      @Nullable ProtocolViolation failure) {
    if (failure != null) {
      answers.refuse(change.getRequestSeq(), failure);
    } else if (change.hasRetentionBytes()) {
      tellEntity(rooms, terminal, change.getRequestSeq());
    } else {
      answers.done(change.getRequestSeq());
    }
  }

  /** The entity says what is kept, too. One that is gone meanwhile has nothing to say. */
  private void tellEntity(WorkspaceRooms rooms, Terminal terminal, long seq) {
    EntityBody body =
        EntityBody.newBuilder()
            .setTerminal(
                dev.muxwire.proto.v1.Terminal.newBuilder()
                    .setRetentionBytes(terminal.output().settings().retentionBytes()))
            .build();
    rooms
        .state()
        .submit(
            Batch.internal(new Batch.Patch(terminal.id(), EntityFields.split(body), List.of())),
            Answers.outcome(
                (epoch, revision) -> answers.done(seq),
                (epoch, refusal) -> {
                  if (refusal.code() == ErrorCode.ERROR_CODE_NOT_FOUND) {
                    answers.done(seq);
                  } else {
                    String why = String.valueOf(refusal.getMessage());
                    answers.refuse(seq, new ProtocolViolation(refusal.code(), why));
                  }
                }));
  }
}
