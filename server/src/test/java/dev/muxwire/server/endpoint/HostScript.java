package dev.muxwire.server.endpoint;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.OpenTerminal;
import dev.muxwire.proto.v1.Publish;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;

/** What a host says until it may publish a terminal of its own. */
final class HostScript {
  static final int HOST_STREAM = 1;
  static final int PUBLISH_STREAM = 2;

  private static final int REQUEST_SEQ = 2;

  private HostScript() {}

  /** Registers host "h", opens the terminal there, and begins to publish it. */
  static void beginToPublish(RawPeer host, String workspace, String terminal) {
    host.send(
        BadInputFixture.stream(HOST_STREAM)
            .setRegisterHost(
                RegisterHost.newBuilder()
                    .setWorkspace(workspace)
                    .setHostId("h")
                    .setInstance("instance"))
            .build());
    host.awaitFrame(ServerFrame::hasHostRegistered);
    host.send(
        ClientFrame.newBuilder()
            .setOpenTerminal(
                OpenTerminal.newBuilder()
                    .setRequest(BadInputFixture.request(REQUEST_SEQ))
                    .setWorkspace(workspace)
                    .setTerminalId(terminal))
            .build());
    host.awaitFrame(ServerFrame::hasOpen);
    host.send(
        BadInputFixture.stream(HOST_STREAM)
            .setOpenResult(OpenResult.newBuilder().setTerminalId(terminal))
            .build(),
        BadInputFixture.stream(PUBLISH_STREAM)
            .setPublish(
                Publish.newBuilder()
                    .setWorkspace(workspace)
                    .setTerminalId(terminal)
                    .setHostId("h")
                    .setInstance("instance"))
            .build());
    host.awaitFrame(ServerFrame::hasPublished);
  }
}
