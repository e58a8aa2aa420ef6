package dev.muxwire.client.jetty;

import dev.muxwire.client.spi.Transport;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** A WebSocket server that does what a test says. */
final class TestServer implements AutoCloseable {
  /** What the server saw of a close. */
  record Closed(int code, String reason) {}

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
  final BlockingQueue<Closed> closes = new LinkedBlockingQueue<>();
  final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
  final BlockingQueue<String> subprotocols = new LinkedBlockingQueue<>();

  TestServer() throws Exception {
    server.addConnector(connector);
    WebSocketUpgradeHandler handler =
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setMaxBinaryMessageSize(1 << 20);
              container.setMaxFrameSize(1 << 20);
              container.addMapping(
                  "/v1/sync",
                  (request, response, callback) -> {
                    subprotocols.addAll(request.getSubProtocols());
                    response.setAcceptedSubProtocol(Transport.SUBPROTOCOL);
                    return new Endpoint();
                  });
              for (int status : new int[] {401, 403, 503}) {
                container.addMapping(
                    "/refused/" + status,
                    (request, response, callback) -> {
                      Response.writeError(request, response, callback, status);
                      return null;
                    });
              }
            });
    server.setHandler(handler);
    server.start();
  }

  URI uri(String path) {
    return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + path);
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(10, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing came within 10 s");
    }
    return taken;
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
      byte[] packet = new byte[payload.remaining()];
      payload.get(packet);
      packets.add(packet);
      callback.succeed();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      closes.add(new Closed(code, reason == null ? "" : reason));
      callback.succeed();
    }
  }
}
