package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.OpenTerminalResult;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.terminal.TerminalSettings;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/** Terminals opened, closed and erased. */
final class TerminalRequests {
  private final StreamContext context;
  private final Answers answers;

  TerminalRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  /** The entity first, durably and once; then the program, once for its id. */
  void openTerminal(OpenTerminal open) {
    long seq = open.getRequest().getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, open.getWorkspace());
          WorkspaceRooms rooms = context.workspace(open.getWorkspace());
          if (open.getSpec().hasSize()) {
            TerminalRules.check(open.getSpec().getSize());
          }
          TerminalSettings.check(
              open.getSpec().getSizePolicy(), open.getSpec().getRetentionBytes());
          int specBytes = open.getSpec().getSerializedSize();
          int limit = context.maxPacketBytes() / 2;
          if (specBytes > limit) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "a terminal's spec has at most " + limit + " bytes, not " + specBytes,
                limit);
          }
          Batch.Request request = answers.identify(open.getRequest());
          rooms.terminals().loop().execute(() -> chooseHost(rooms, open, request));
        });
  }

  private void chooseHost(WorkspaceRooms rooms, OpenTerminal open, Batch.Request request) {
    Terminal existing = rooms.terminals().find(open.getTerminalId());
    String hostId =
        existing != null ? open.getHostId() : rooms.terminals().chooseHost(open.getHostId());
    if (hostId == null && rooms.terminals().hasEnded()) {
      answers.refuse(
          open.getRequest().getRequestSeq(),
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_NOT_FOUND, "workspace '" + rooms.name() + "' was deleted"));
      return;
    }
    if (hostId == null) {
      answers.refuse(
          open.getRequest().getRequestSeq(),
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNREACHABLE,
              open.getHostId().isEmpty()
                  ? "no host is connected"
                  : "host '" + open.getHostId() + "' is not connected"));
      return;
    }
    EntityFields fields = EntityFields.split(entity(open, hostId));
    Batch batch =
        new Batch(
            request, null, List.of(), List.of(new Batch.Create(open.getTerminalId(), fields)));
    rooms
        .state()
        .submit(
            batch,
            Answers.outcome(
                (epoch, revision) -> startUnlessGivenUp(rooms, open, hostId),
                (epoch, refusal) ->
                    answers.refuse(
                        open.getRequest().getRequestSeq(),
                        new ProtocolViolation(
                            refusal.code(), String.valueOf(refusal.getMessage())))));
  }

  private EntityBody entity(OpenTerminal open, String hostId) {
    TerminalSpec spec = open.getSpec();
    var terminal =
        dev.muxwire.proto.v1.Terminal.newBuilder()
            .setHostId(hostId)
            .addAllCommand(spec.getCommandList())
            .setCreatedAtMs(context.loop().wallClockMs());
    terminal.setTitle(spec.getTitle().isEmpty() ? programOf(spec) : spec.getTitle());
    if (!spec.getCwd().isEmpty()) {
      terminal.setCwd(spec.getCwd());
    }
    if (spec.hasSize()) {
      terminal.setSize(spec.getSize());
    }
    if (spec.getRetentionBytes() != 0) {
      terminal.setRetentionBytes(spec.getRetentionBytes());
    }
    return EntityBody.newBuilder().setTerminal(terminal).build();
  }

  private static String programOf(TerminalSpec spec) {
    if (spec.getCommandCount() == 0) {
      return "shell";
    }
    String program = spec.getCommand(0);
    return program.substring(program.lastIndexOf('/') + 1);
  }

  /** Sent again, it may have been given up before: its entity says so, and stays as it is. */
  private void startUnlessGivenUp(WorkspaceRooms rooms, OpenTerminal open, String hostId) {
    rooms
        .state()
        .get(
            List.of(open.getTerminalId()),
            (epoch, revision, found) -> {
              boolean ended =
                  found.stream()
                      .anyMatch(change -> change.toProto().getBody().getTerminal().hasExit());
              rooms
                  .terminals()
                  .loop()
                  .execute(
                      () -> {
                        if (ended && rooms.terminals().find(open.getTerminalId()) == null) {
                          answers.refuse(
                              open.getRequest().getRequestSeq(),
                              new ProtocolViolation(
                                  ErrorCode.ERROR_CODE_SPAWN_FAILED,
                                  "the host was not connected when it was to start"));
                        } else {
                          start(rooms, open, hostId);
                        }
                      });
            },
            why -> answers.refuse(open.getRequest().getRequestSeq(), why));
  }

  private void start(WorkspaceRooms rooms, OpenTerminal open, String hostId) {
    long seq = open.getRequest().getRequestSeq();
    rooms
        .terminals()
        .open(
            open.getTerminalId(),
            hostId,
            open.getSpec(),
            failure -> {
              if (failure == null) {
                answers.answer(
                    ServerFrame.OPEN_TERMINAL_RESULT_FIELD_NUMBER,
                    OpenTerminalResult.newBuilder()
                        .setRequestSeq(seq)
                        .setTerminalId(open.getTerminalId())
                        .build());
              } else {
                markUnstarted(rooms, open.getTerminalId(), failure);
                answers.refuse(seq, failure);
              }
            });
  }

  /** An entity without a program must say so; one whose program ran has its exit already. */
  private void markUnstarted(WorkspaceRooms rooms, String id, ProtocolViolation failure) {
    if (failure.code() != ErrorCode.ERROR_CODE_UNREACHABLE) {
      return;
    }
    TerminalExit exit =
        TerminalExit.newBuilder()
            .setReason(ExitReason.EXIT_REASON_SPAWN_FAILED)
            .setExitedAtMs(context.loop().wallClockMs())
            .build();
    EntityBody body =
        EntityBody.newBuilder()
            .setTerminal(dev.muxwire.proto.v1.Terminal.newBuilder().setExit(exit))
            .build();
    rooms
        .state()
        .submit(
            Batch.internal(new Batch.Patch(id, EntityFields.split(body), List.of())),
            Answers.outcome((epoch, revision) -> {}, (epoch, refusal) -> {}));
  }

  void purgeTerminal(PurgeTerminal purge) {
    long seq = purge.getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, purge.getWorkspace());
          WorkspaceRooms rooms = context.workspace(purge.getWorkspace());
          rooms.terminals().loop().execute(() -> purge(rooms, purge, seq));
        });
  }

  private void purge(WorkspaceRooms rooms, PurgeTerminal purge, long seq) {
    Terminal terminal = rooms.terminals().find(purge.getTerminalId());
    if (terminal == null) {
      answers.refuse(seq, rooms.terminals().whyMissing(purge.getTerminalId()));
      return;
    }
    terminal.purge(
        purge.getBeforeOffset(),
        failure -> {
          if (failure == null) {
            answers.done(seq);
          } else {
            answers.refuse(seq, failure);
          }
        });
  }

  void closeTerminal(CloseTerminal close) {
    long seq = close.getRequestSeq();
    answers.guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, close.getWorkspace());
          WorkspaceRooms rooms = context.workspace(close.getWorkspace());
          rooms.terminals().loop().execute(() -> close(rooms, close.getTerminalId(), seq));
        });
  }

  private void close(WorkspaceRooms rooms, String terminalId, long seq) {
    Terminal terminal = rooms.terminals().find(terminalId);
    if (terminal == null) {
      answers.refuse(seq, rooms.terminals().whyMissing(terminalId));
    } else if (rooms.terminals().close(terminal)) {
      answers.done(seq);
    } else {
      answers.refuse(
          seq,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNREACHABLE, "the terminal's host is not connected"));
    }
  }
}
