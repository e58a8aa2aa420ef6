package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.attach;
import static dev.muxwire.conformance.server.Frames.scrollback;
import static dev.muxwire.conformance.server.Frames.stream;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.zero;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;
import static dev.muxwire.conformance.server.ServerUnderTest.GRANTED_WORKSPACE;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.server.peer.Peer;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.CloseTerminal;
import dev.muxwire.proto.v1.ConfigureTerminal;
import dev.muxwire.proto.v1.CreateBackup;
import dev.muxwire.proto.v1.DeleteWorkspace;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.GetStatus;
import dev.muxwire.proto.v1.ListWorkspaces;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.PurgeTerminal;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerStatus;
import dev.muxwire.proto.v1.TerminalSpec;
import java.util.List;
import java.util.function.Supplier;

/** Tokens that may less: what each may not is FORBIDDEN, for that request or stream alone. */
final class GrantCases {
  private static final String SECTION = "PROTOCOL#workspaces-and-grants ERROR-2";

  private GrantCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    return List.of(
        forbidden("host", "subscribe", () -> subscribe(1, GRANTED_WORKSPACE)),
        forbidden("host", "get", () -> Frames.get(1, GRANTED_WORKSPACE, List.of())),
        forbidden(
            "host",
            "scrollback",
            () -> stream(1).setFetchScrollback(scrollback(GRANTED_WORKSPACE, "t")).build()),
        forbidden("read", "attach-to-type", () -> stream(1).setAttach(typist()).build()),
        forbidden(
            "read",
            "attach-required",
            () -> stream(1).setAttach(typist().setReadOnly(true).setRequired(true)).build()),
        forbidden(
            "read",
            "mutate",
            () ->
                zero()
                    .setMutate(
                        Mutate.newBuilder()
                            .setRequest(Frames.request(1))
                            .setWorkspace(GRANTED_WORKSPACE))
                    .build()),
        forbidden("write", "open-terminal", () -> openTerminal()),
        forbidden(
            "write",
            "close-terminal",
            () ->
                zero()
                    .setCloseTerminal(
                        CloseTerminal.newBuilder()
                            .setRequestSeq(1)
                            .setWorkspace(GRANTED_WORKSPACE)
                            .setTerminalId("t"))
                    .build()),
        forbidden(
            "write",
            "purge",
            () ->
                zero()
                    .setPurgeTerminal(
                        PurgeTerminal.newBuilder()
                            .setRequestSeq(1)
                            .setWorkspace(GRANTED_WORKSPACE)
                            .setTerminalId("t"))
                    .build()),
        forbidden(
            "write",
            "configure",
            () ->
                zero()
                    .setConfigureTerminal(
                        ConfigureTerminal.newBuilder()
                            .setRequestSeq(1)
                            .setWorkspace(GRANTED_WORKSPACE)
                            .setTerminalId("t")
                            .setWaitForReaders(true))
                    .build()),
        forbidden(
            "write",
            "delete-workspace",
            () ->
                zero()
                    .setDeleteWorkspace(
                        DeleteWorkspace.newBuilder()
                            .setRequest(Frames.request(1))
                            .setWorkspace(GRANTED_WORKSPACE))
                    .build()),
        forbidden(
            "write",
            "create-workspace",
            () -> RequestCases.createWorkspace(Frames.request(1), "another")),
        forbidden(
            "open",
            "backup",
            () -> zero().setCreateBackup(CreateBackup.newBuilder().setRequestSeq(1)).build()),
        forbidden(
            "open",
            "register-host",
            () ->
                stream(1)
                    .setRegisterHost(
                        RegisterHost.newBuilder()
                            .setWorkspace(GRANTED_WORKSPACE)
                            .setHostId("h")
                            .setInstance("i"))
                    .build()),
        forbidden(
            "open",
            "publish",
            () ->
                stream(1)
                    .setPublish(
                        Publish.newBuilder()
                            .setWorkspace(GRANTED_WORKSPACE)
                            .setTerminalId("t")
                            .setHostId("h")
                            .setInstance("i"))
                    .build()),
        must(
            "grant/other-workspace",
            SECTION,
            "a grant for one workspace is none for another: FORBIDDEN",
            scene -> {
              Workspace other = scene.workspace();
              Peer peer = scene.welcomedAs("read");
              peer.send(subscribe(1, other.name()));
              peer.refused(1, ErrorCode.ERROR_CODE_FORBIDDEN);
              peer.alive();
            }),
        must(
            "grant/read/subscribe",
            "PROTOCOL#workspaces-and-grants",
            "who may READ may subscribe and get",
            scene -> {
              granted(scene);
              Peer peer = scene.welcomedAs("read");
              peer.send(subscribe(1, GRANTED_WORKSPACE));
              peer.expect(1, ServerFrame.BodyCase.SUBSCRIBED);
              long seq = peer.nextRequest();
              peer.send(Frames.get(seq, GRANTED_WORKSPACE, List.of()));
              require(peer.answer(seq).hasGetResult(), "GetResult was due");
            }),
        must(
            "grant/list-only-own",
            "PROTOCOL#workspaces-and-grants",
            "ListWorkspaces tells a token only what it may READ",
            scene -> {
              granted(scene);
              scene.workspace();
              Peer peer = scene.welcomedAs("read");
              long seq = peer.nextRequest();
              peer.send(zero().setListWorkspaces(ListWorkspaces.newBuilder().setRequestSeq(seq)));
              same(
                  List.of(GRANTED_WORKSPACE),
                  peer.answer(seq).getWorkspaceList().getWorkspacesList(),
                  "the workspaces");
            }),
        must(
            "grant/status/own",
            "STATUS-1",
            "GetStatus tells a weak token only its workspaces and its connections",
            scene -> {
              granted(scene);
              scene.workspace();
              ServerStatus status = status(scene.welcomedAs("read"));
              require(status.getOwnConnectionsOnly(), "own_connections_only is not told");
              require(
                  status.getWorkspacesList().stream()
                      .allMatch(one -> one.getWorkspace().equals(GRANTED_WORKSPACE)),
                  "it tells of a workspace that the token may not read");
              require(
                  status.getConnectionsList().stream()
                          .map(one -> one.getPrincipal())
                          .distinct()
                          .count()
                      <= 1,
                  "it tells of connections of others");
            }),
        must(
            "grant/status/all",
            "STATUS-1",
            "GetStatus tells who may READ everything of all workspaces and of this connection",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.peer().send(subscribe(1, workspace.name()));
              workspace.peer().expect(1, ServerFrame.BodyCase.SUBSCRIBED);
              ServerStatus status = status(workspace.peer());
              require(
                  status.getWorkspacesList().stream()
                      .anyMatch(one -> one.getWorkspace().equals(workspace.name())),
                  "a workspace is missing");
              String me = workspace.peer().identity().getClientId();
              require(
                  status.getConnectionsList().stream()
                      .anyMatch(one -> one.getClientId().equals(me) && one.getStreamsCount() == 1),
                  "this connection or its stream is missing");
            }));
  }

  private static dev.muxwire.proto.v1.Attach.Builder typist() {
    return attach(GRANTED_WORKSPACE, "t");
  }

  private static ClientFrame openTerminal() {
    return HostedTerminal.openTerminal(
        1, GRANTED_WORKSPACE, "", "t", TerminalSpec.getDefaultInstance());
  }

  /** Makes sure that the workspace is there which weaker tokens are for. */
  private static void granted(ServerScene scene) {
    Peer peer = scene.welcomed();
    long seq = peer.nextRequest();
    peer.send(RequestCases.createWorkspace(Frames.request(seq), GRANTED_WORKSPACE));
    if (peer.answer(seq).hasRequestDone()) {
      scene.made(GRANTED_WORKSPACE);
    }
  }

  private static ServerStatus status(Peer peer) {
    long seq = peer.nextRequest();
    peer.send(zero().setGetStatus(GetStatus.newBuilder().setRequestSeq(seq)));
    ServerFrame answer = peer.answer(seq);
    require(answer.hasServerStatus(), "ServerStatus was due, and came " + answer.getBodyCase());
    return answer.getServerStatus();
  }

  private static ConformanceCase<ServerScene> forbidden(
      String grant, String what, Supplier<ClientFrame> frame) {
    return must(
        "grant/" + grant + "/no-" + what,
        SECTION,
        "who may only "
            + grant.toUpperCase(java.util.Locale.ROOT)
            + " may not "
            + what.replace('-', ' ')
            + ": FORBIDDEN, and nothing else ends",
        scene -> {
          granted(scene);
          Peer peer = scene.welcomedAs(grant);
          ClientFrame sent = frame.get();
          peer.send(sent);
          peer.refused(sent.getStreamId(), ErrorCode.ERROR_CODE_FORBIDDEN);
          peer.alive();
        });
  }
}
