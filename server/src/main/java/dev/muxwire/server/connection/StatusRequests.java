package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ConnectionStatus;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerStatus;
import dev.muxwire.proto.v1.WorkspaceStatus;
import dev.muxwire.wire.ProtocolViolation;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server is doing. Each part is computed by its owner, on its own loop, and handed back;
 * nobody waits for anybody, and what is gone meanwhile is left out.
 */
final class StatusRequests {
  private static final String ALL = "*";

  private final StreamContext context;
  private final Answers answers;
  private boolean gathering;

  StatusRequests(StreamContext context, Answers answers) {
    this.context = context;
    this.answers = answers;
  }

  void getStatus(GetStatus get) {
    answers.guard(
        get.getRequestSeq(),
        () -> {
          if (gathering) { // each may be large
            throw new ProtocolViolation(
                ErrorCode.ERROR_CODE_BUSY, "one status at a time; wait for the one under way");
          }
          gathering = true;
          new Gathering(get.getRequestSeq()).begin();
        });
  }

  /** The parts of one answer, on their way. Belongs to the loop of the connection that asked. */
  private final class Gathering {
    private final long seq;
    private final Map<Long, ConnectionStatus> connections = new TreeMap<>();
    private final Map<String, WorkspaceStatus.Builder> workspaces = new TreeMap<>();
    private final boolean seesAll = context.principal().allows(GrantKind.GRANT_KIND_READ, ALL);

    /** One more than the parts that are due, until all were asked for. */
    private int due = 1;

    Gathering(long seq) {
      this.seq = seq;
    }

    void begin() {
      context.server().connections().living().forEach(this::ask);
      context.server().workspaces().names().stream()
          .filter(name -> context.principal().allows(GrantKind.GRANT_KIND_READ, name))
          .forEach(this::ask);
      arrived();
    }

    private void ask(Connection connection) {
      due++;
      connection.status(
          seesAll ? null : context.principal().name(), status -> take(() -> add(status)));
    }

    private void add(@Nullable ConnectionStatus status) {
      if (status != null) {
        connections.put(status.getConnectionId(), status);
      }
    }

    private void ask(String name) {
      WorkspaceRooms rooms = context.server().workspaces().find(name);
      if (rooms == null) {
        return;
      }
      WorkspaceStatus.Builder workspace = WorkspaceStatus.newBuilder().setWorkspace(name);
      workspaces.put(name, workspace);
      due += 2;
      rooms
          .state()
          .size(
              (revision, entities) ->
                  take(() -> workspace.setRevision(revision).setEntities(entities)));
      rooms
          .terminals()
          .status(
              (terminals, hosts) ->
                  take(() -> workspace.addAllTerminals(terminals).addAllHosts(hosts)));
    }

    /** From any loop. */
    private void take(Runnable part) {
      context
          .loop()
          .execute(
              () -> {
                part.run();
                arrived();
              });
    }

    private void arrived() {
      due--;
      if (due == 0) {
        answer();
      }
    }

    private void answer() {
      gathering = false;
      ServerContext server = context.server();
      ServerStatus.Builder status =
          ServerStatus.newBuilder()
              .setRequestSeq(seq)
              .setServerName(server.serverName())
              .setServerEpoch(server.serverEpoch())
              .setStartedAtMs(server.startedAtMs())
              .setOwnConnectionsOnly(!seesAll)
              .addAllConnections(connections.values());
      workspaces.values().forEach(status::addWorkspaces);
      ServerStatus message = status.build();
      long limit = server.limits().maxMessageBytes();
      if (message.getSerializedSize() > limit) {
        answers.refuse(
            seq,
            new ProtocolViolation(
                ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                "the status has more than " + limit + " bytes",
                limit));
      } else {
        answers.answer(ServerFrame.SERVER_STATUS_FIELD_NUMBER, message);
      }
    }
  }
}
