package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.CreateWorkspace;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Get;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import org.junit.jupiter.api.Test;

/** Everything that needs a grant, asked for with a token that may read one workspace alone. */
final class BadGrantTest extends BadInputFixture {
  private static final String READER = "reader-token";

  private static ClientFrame.Builder frame() {
    return ClientFrame.newBuilder();
  }

  private static void forbiddenRequest(ClientFrame request, String grant) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), READER)) {
      peer.send(request);
      assertForbidden(
          peer.awaitFrame(f -> f.hasError() && f.getError().getRequestSeq() == 7), grant);
      assertAlive(peer);
    }
  }

  private static void forbiddenStream(ClientFrame first, String grant) {
    try (RawPeer peer = RawPeer.welcomed(server.uri(), READER)) {
      peer.send(first);
      assertForbidden(peer.awaitFrame(f -> f.hasError() && f.getStreamId() == 1), grant);
      assertAlive(peer);
    }
  }

  private static void assertForbidden(ServerFrame frame, String grant) {
    assertThat(frame.getError().getCode()).isEqualTo(ErrorCode.ERROR_CODE_FORBIDDEN);
    assertThat(frame.getError().getMessage()).contains("'" + grant + "' grant");
  }

  @Test
  void reading_anotherWorkspace_isForbidden() {
    forbiddenRequest(
        frame().setGet(Get.newBuilder().setRequestSeq(7).setWorkspace("other")).build(), "read");
    forbiddenStream(subscribe(1, "other"), "read");
    forbiddenStream(
        stream(1)
            .setFetchScrollback(
                FetchScrollback.newBuilder().setWorkspace("other").setTerminalId("t"))
            .build(),
        "read");
    forbiddenStream(
        stream(1)
            .setAttach(
                Attach.newBuilder().setWorkspace("other").setTerminalId("t").setReadOnly(true))
            .build(),
        "read");
  }

  @Test
  void writing_isForbidden() {
    forbiddenRequest(
        frame().setMutate(Mutate.newBuilder().setRequest(request(7)).setWorkspace("main")).build(),
        "write");
    forbiddenStream(
        stream(1).setAttach(Attach.newBuilder().setWorkspace("main").setTerminalId("t")).build(),
        "write");
  }

  @Test
  void openingAndErasing_isForbidden() {
    forbiddenRequest(
        frame()
            .setOpenTerminal(
                OpenTerminal.newBuilder()
                    .setRequest(request(7))
                    .setWorkspace("main")
                    .setTerminalId("t"))
            .build(),
        "open");
    forbiddenRequest(
        frame()
            .setCloseTerminal(
                CloseTerminal.newBuilder().setRequestSeq(7).setWorkspace("main").setTerminalId("t"))
            .build(),
        "open");
    forbiddenRequest(
        frame()
            .setPurgeTerminal(
                PurgeTerminal.newBuilder().setRequestSeq(7).setWorkspace("main").setTerminalId("t"))
            .build(),
        "open");
    forbiddenRequest(
        frame()
            .setCreateWorkspace(
                CreateWorkspace.newBuilder().setRequest(request(7)).setWorkspace("mine"))
            .build(),
        "open");
    forbiddenRequest(
        frame()
            .setDeleteWorkspace(
                DeleteWorkspace.newBuilder().setRequest(request(7)).setWorkspace("main"))
            .build(),
        "open");
  }

  @Test
  void hosting_isForbidden() {
    forbiddenStream(
        stream(1)
            .setRegisterHost(
                RegisterHost.newBuilder().setWorkspace("main").setHostId("h").setInstance("i"))
            .build(),
        "host");
    forbiddenStream(
        stream(1).setPublish(Publish.newBuilder().setWorkspace("main")).build(), "host");
  }

  @Test
  void whatAnyTokenMayAsk_tellsOnlyWhatItMayRead() {
    try (RawPeer owner = RawPeer.welcomed(server.uri(), token);
        RawPeer peer = RawPeer.welcomed(server.uri(), READER)) {
      owner.send(
          frame()
              .setCreateWorkspace(
                  CreateWorkspace.newBuilder().setRequest(request(1)).setWorkspace("hidden"))
              .build());
      owner.awaitFrame(ServerFrame::hasRequestDone);
      peer.send(
          frame().setListWorkspaces(ListWorkspaces.newBuilder().setRequestSeq(1)).build(),
          frame().setGetStatus(GetStatus.newBuilder().setRequestSeq(2)).build());
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
