package dev.muxwire.server.connection;

import com.google.protobuf.MessageLite;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ExitReason;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetResult;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.MutateResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.OpenTerminalResult;
import dev.muxwire.proto.v1.RequestDone;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.proto.v1.WorkspaceList;
import dev.muxwire.server.auth.Identities;
import dev.muxwire.server.terminal.Terminal;
import dev.muxwire.server.wire.StateRequests;
import dev.muxwire.server.workspace.Batch;
import dev.muxwire.server.workspace.BatchRefused;
import dev.muxwire.server.workspace.Change;
import dev.muxwire.server.workspace.Workspace;
import dev.muxwire.wire.Bodies;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.ProtocolViolation;
import java.util.List;

/**
 * The requests of stream 0: each is answered once, by its result or by an Error with its
 * request_seq.
 */
final class Requests {
  private static final int MAX_GET_IDS = 256;

  private final StreamContext context;
  private final Results results;
  private int open;

  Requests(StreamContext context, Results results) {
    this.context = context;
    this.results = results;
  }

  // ---- state

  void mutate(Mutate mutate) {
    long seq = mutate.getRequest().getRequestSeq();
    guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_WRITE, mutate.getWorkspace());
          Batch batch = StateRequests.batch(identify(mutate.getRequest()), mutate);
          context
              .workspace(mutate.getWorkspace())
              .state()
              .submit(
                  batch,
                  outcome(
                      (epoch, revision) ->
                          answer(
                              ServerFrame.MUTATE_RESULT_FIELD_NUMBER,
                              MutateResult.newBuilder()
                                  .setRequestSeq(seq)
                                  .setEpoch(epoch)
                                  .setRevision(revision)
                                  .build()),
                      (epoch, refusal) ->
                          answer(
                              ServerFrame.MUTATE_RESULT_FIELD_NUMBER,
                              MutateResult.newBuilder()
                                  .setRequestSeq(seq)
                                  .setEpoch(epoch)
                                  .setFailure(failure(refusal))
                                  .build())));
        });
  }

  private Batch.Request identify(RequestId id) {
    String clientId = context.identity().getClientId();
    return StateRequests.request(clientId, Identities.issuedAtMs(clientId), id);
  }

  private static MutateFailure failure(BatchRefused refusal) {
    MutateFailure.Builder failure =
        MutateFailure.newBuilder()
            .setCode(refusal.code())
            .setMessage(String.valueOf(refusal.getMessage()))
            .setIndex(refusal.index());
    Change current = refusal.current();
    if (current != null) {
      failure.setCurrent(current.toProto());
    }
    return failure.build();
  }

  void get(Get get) {
    guard(
        get.getRequestSeq(),
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_READ, get.getWorkspace());
          if (get.getIdsCount() > MAX_GET_IDS) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "at most " + MAX_GET_IDS + " ids a Get",
                MAX_GET_IDS);
          }
          context
              .workspace(get.getWorkspace())
              .state()
              .get(
                  get.getIdsList(),
                  (epoch, revision, found) -> got(get.getRequestSeq(), epoch, revision, found));
        });
  }

  private void got(long seq, long epoch, long revision, List<Change> found) {
    GetResult.Builder result =
        GetResult.newBuilder().setRequestSeq(seq).setEpoch(epoch).setRevision(revision);
    found.forEach(change -> result.addEntities(change.toProto()));
    GetResult message = result.build();
    long limit = context.server().limits().maxMessageBytes();
    if (message.getSerializedSize() > limit) {
      refuse(
          seq,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
              "these entities have more than " + limit + " bytes; get fewer at once",
              limit));
    } else {
      answer(ServerFrame.GET_RESULT_FIELD_NUMBER, message);
    }
  }

  // ---- terminals

  /** The entity first, durably and once; then the program, once for its id. */
  void openTerminal(OpenTerminal open) {
    long seq = open.getRequest().getRequestSeq();
    guard(
        seq,
        () -> {
          context.principal().require(GrantKind.GRANT_KIND_OPEN, open.getWorkspace());
          WorkspaceRooms rooms = context.workspace(open.getWorkspace());
          if (open.getSpec().hasSize()) {
            TerminalStream.validSize(open.getSpec().getSize());
          }
          int specBytes = open.getSpec().getSerializedSize();
          int limit = context.maxPacketBytes() / 2;
          if (specBytes > limit) {
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "a terminal's spec has at most " + limit + " bytes, not " + specBytes,
                limit);
          }
          Batch.Request request = identify(open.getRequest());
          rooms.terminals().loop().execute(() -> chooseHost(rooms, open, request));
        });
  }

  private void chooseHost(WorkspaceRooms rooms, OpenTerminal open, Batch.Request request) {
    Terminal existing = rooms.terminals().find(open.getTerminalId());
    String hostId =
        existing != null ? open.getHostId() : rooms.terminals().chooseHost(open.getHostId());
    if (hostId == null) {
      refuse(
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
            outcome(
                (epoch, revision) -> startUnlessGivenUp(rooms, open, hostId),
                (epoch, refusal) ->
                    refuse(
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
                          refuse(
                              open.getRequest().getRequestSeq(),
                              new ProtocolViolation(
                                  ErrorCode.ERROR_CODE_SPAWN_FAILED,
                                  "the host was not connected when it was to start"));
                        } else {
                          start(rooms, open, hostId);
                        }
                      });
            });
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
                answer(
                    ServerFrame.OPEN_TERMINAL_RESULT_FIELD_NUMBER,
                    OpenTerminalResult.newBuilder()
                        .setRequestSeq(seq)
                        .setTerminalId(open.getTerminalId())
                        .build());
              } else {
                markUnstarted(rooms, open.getTerminalId(), failure);
                refuse(seq, failure);
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
            outcome((epoch, revision) -> {}, (epoch, refusal) -> {}));
  }

  void closeTerminal(CloseTerminal close) {
    long seq = close.getRequestSeq();
    guard(
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
      refuse(
          seq,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_NOT_FOUND, "there is no terminal '" + terminalId + "'"));
    } else if (rooms.terminals().close(terminal)) {
      done(seq);
    } else {
      refuse(
          seq,
          new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNREACHABLE, "the terminal's host is not connected"));
    }
  }

  // ---- workspaces

  void createWorkspace(CreateWorkspace create) {
    long seq = create.getRequest().getRequestSeq();
    guard(
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
          done(seq);
        });
  }

  void listWorkspaces(ListWorkspaces list) {
    guard(
        list.getRequestSeq(),
        () -> {
          WorkspaceList.Builder result =
              WorkspaceList.newBuilder().setRequestSeq(list.getRequestSeq());
          context.server().workspaces().names().stream()
              .filter(name -> context.principal().allows(GrantKind.GRANT_KIND_READ, name))
              .forEach(result::addWorkspaces);
          answer(ServerFrame.WORKSPACE_LIST_FIELD_NUMBER, result.build());
        });
  }

  /** A request that this server has not: the client knows from the features. */
  void unsupported(long seq, String feature) {
    guard(
        seq,
        () -> {
          throw new ProtocolViolation(
              ErrorCode.ERROR_CODE_UNSUPPORTED, "this server has no feature '" + feature + "'");
        });
  }

  // ---- answers

  private void guard(long seq, Runnable task) {
    int limit = context.server().limits().maxRequests();
    open++;
    try {
      if (open > limit) {
        throw new ProtocolViolation(
            ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
            "at most " + limit + " requests may wait for their results",
            limit);
      }
      task.run();
    } catch (ProtocolViolation violation) {
      refuse(seq, violation);
    }
  }

  private void done(long seq) {
    answer(
        ServerFrame.REQUEST_DONE_FIELD_NUMBER, RequestDone.newBuilder().setRequestSeq(seq).build());
  }

  private void refuse(long seq, ProtocolViolation violation) {
    answer(ServerFrame.ERROR_FIELD_NUMBER, violation.toError(seq));
  }

  /** From any loop. */
  private void answer(int field, MessageLite message) {
    context
        .loop()
        .execute(
            () -> {
              open--;
              results.send(Bodies.encode(field, message));
            });
  }

  private interface WhenApplied {
    void applied(long epoch, long revision);
  }

  private interface WhenRefused {
    void refused(long epoch, BatchRefused refusal);
  }

  private static Workspace.Outcome outcome(WhenApplied applied, WhenRefused refused) {
    return new Workspace.Outcome() {
      @Override
      public void applied(long epoch, long revision) {
        applied.applied(epoch, revision);
      }

      @Override
      public void refused(long epoch, BatchRefused refusal) {
        refused.refused(epoch, refusal);
      }
    };
  }
}
