package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.changes;

import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.List;

/** Servers that are wrong about grants. */
final class GrantFaults {
  private GrantFaults() {}

  static List<NamedFault> all() {
    return List.of(
        changes(
            "lists-all-workspaces",
            ServerFrame.Builder::hasWorkspaceList,
            frame -> frame.getWorkspaceListBuilder().addWorkspaces("a-secret-one")),
        changes(
            "shows-all-connections",
            ServerFrame.Builder::hasServerStatus,
            frame -> {
              var status = frame.getServerStatusBuilder().clearOwnConnectionsOnly();
              status.addConnectionsBuilder().setPrincipal("somebody-else");
              status.addWorkspacesBuilder().setWorkspace("a-secret-one");
            }),
        changes(
            "shows-nothing",
            ServerFrame.Builder::hasServerStatus,
            frame -> frame.getServerStatusBuilder().clearWorkspaces().clearConnections()),
        changes(
            "lets-nobody-read",
            f -> f.hasSubscribed(),
            frame ->
                frame.setError(
                    Error.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_FORBIDDEN)
                        .setMessage("said by a broken server"))));
  }
}
