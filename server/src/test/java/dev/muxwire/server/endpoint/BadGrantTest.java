package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each request and stream with the token that comes nearest to what it needs, and has it not. */
final class BadGrantTest extends BadInputFixture {
  /** The strongest token without the grant: WRITE includes READ, OPEN includes WRITE, HOST none. */
  private static String tokenWithout(String grant) {
    return switch (grant) {
      case "read" -> "publisher-token";
      case "write" -> "reader-token";
      case "open" -> "writer-token";
      case "host" -> "opener-token";
      default -> throw new IllegalArgumentException(grant);
    };
  }

  private static String tokenWith(String grant) {
    return switch (grant) {
      case "read" -> "reader-token";
      case "write" -> "writer-token";
      case "open" -> "opener-token";
      case "host" -> "publisher-token";
      default -> throw new IllegalArgumentException(grant);
    };
  }

  @ParameterizedTest
  @MethodSource("dev.muxwire.server.endpoint.WorkspaceFrames#all")
  void withoutItsGrant_isForbidden_andEndsNothingElse(WorkspaceFrames.Sample sample) {
    refused(tokenWithout(sample.grant()), sample, "main");
  }

  @ParameterizedTest
  @MethodSource("dev.muxwire.server.endpoint.WorkspaceFrames#all")
  void withItsGrantForAnotherWorkspace_isForbidden(WorkspaceFrames.Sample sample) {
    refused(tokenWith(sample.grant()), sample, "other");
  }

  private static void refused(String with, WorkspaceFrames.Sample sample, String workspace) {
    ClientFrame frame = sample.in(workspace);
    try (RawPeer peer = RawPeer.welcomed(server.uri(), with)) {
      peer.send(frame);
      var error = WorkspaceFrames.awaitError(peer, frame);
      assertThat(error.getCode()).isEqualTo(ErrorCode.ERROR_CODE_FORBIDDEN);
      assertThat(error.getRequestSeq()).isEqualTo(WorkspaceFrames.expectedSeq(frame));
      assertThat(error.getMessage())
          .contains("no '" + sample.grant() + "' grant for workspace '" + workspace + "'");
      assertAlive(peer);
    }
  }

  @Test
  void whatAnyTokenMayAsk_tellsOnlyWhatItMayRead() {
    try (RawPeer owner = RawPeer.welcomed(server.uri(), token);
        RawPeer peer = RawPeer.welcomed(server.uri(), "reader-token")) {
      owner.send(
          ClientFrame.newBuilder()
              .setCreateWorkspace(
                  CreateWorkspace.newBuilder().setRequest(request(1)).setWorkspace("hidden"))
              .build());
      owner.awaitFrame(ServerFrame::hasRequestDone);
      peer.send(
          ClientFrame.newBuilder()
              .setListWorkspaces(ListWorkspaces.newBuilder().setRequestSeq(1))
              .build(),
          ClientFrame.newBuilder().setGetStatus(GetStatus.newBuilder().setRequestSeq(2)).build());
      assertThat(
              peer.awaitFrame(ServerFrame::hasWorkspaceList).getWorkspaceList().getWorkspacesList())
          .containsExactly("main");
      var status = peer.awaitFrame(ServerFrame::hasServerStatus).getServerStatus();
      assertThat(status.getWorkspacesList())
          .extracting(workspace -> workspace.getWorkspace())
          .containsExactly("main");
      assertThat(status.getConnectionsList())
          .allMatch(connection -> connection.getPrincipal().equals("reader"));
    }
  }
}
