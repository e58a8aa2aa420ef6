package dev.muxwire.client.jetty;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.ClientPacket;
import dev.muxwire.proto.v1.RequestDone;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.proto.v1.WorkspaceList;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Just enough of a server for a client to connect, to ask, and to be cut off. */
final class MiniServer implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  final List<Session> sessions = new CopyOnWriteArrayList<>();

  /** While set, the server reads requests and answers none. */
  volatile boolean silent;

  MiniServer() throws Exception {
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container ->
                container.addMapping(
                    "/v1/sync",
                    (request, response, callback) -> {
                      response.setAcceptedSubProtocol(Transport.SUBPROTOCOL);
                      return new Endpoint();
                    })));
    server.start();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/v1/sync#token");
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }

  /** One connection; public because Jetty looks its methods up from outside. */
  public final class Endpoint implements Session.Listener.AutoDemanding {
    private @Nullable Session session;

    @Override
    public void onWebSocketOpen(Session open) {
      session = open;
      sessions.add(open);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      try {
        ClientPacket.parseFrom(payload).getFramesList().forEach(this::answer);
        callback.succeed();
      } catch (InvalidProtocolBufferException e) {
        callback.fail(e);
      }
    }

    private void answer(ClientFrame frame) {
      ServerFrame.Builder answer = ServerFrame.newBuilder();
      switch (frame.getBodyCase()) {
        case HELLO ->
            answer.setWelcome(
                Welcome.newBuilder()
                    .setVersion(1)
                    .setIdentity(ClientIdentity.newBuilder().setClientId("c")));
        case CREATE_WORKSPACE ->
            answer.setRequestDone(
                RequestDone.newBuilder()
                    .setRequestSeq(frame.getCreateWorkspace().getRequest().getRequestSeq()));
        case LIST_WORKSPACES ->
            answer.setWorkspaceList(
                WorkspaceList.newBuilder()
                    .setRequestSeq(frame.getListWorkspaces().getRequestSeq())
                    .addWorkspaces("main"));
        default -> {
          return;
        }
      }
      Session open = session;
      if (open != null && (frame.hasHello() || !silent)) {
        byte[] packet = ServerPacket.newBuilder().addFrames(answer).build().toByteArray();
        open.sendBinary(ByteBuffer.wrap(packet), Callback.NOOP);
      }
    }
  }
}
