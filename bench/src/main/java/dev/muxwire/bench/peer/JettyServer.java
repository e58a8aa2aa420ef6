package dev.muxwire.bench.peer;

import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * A Jetty on the loopback with WebSocket endpoints and nothing else, as fast as it goes: messages
 * are sent in one frame each, unless an endpoint says otherwise, and its thread pool has Jetty's
 * own size.
 */
public final class JettyServer implements AutoCloseable {
  /** No limit of a peer's is in its way. */
  private static final long LARGEST_MESSAGE_BYTES = 256L << 20;

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  /** Starts one with the endpoints that are added to its container. */
  public JettyServer(Consumer<ServerWebSocketContainer> endpoints) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setAutoFragment(false);
              container.setIdleTimeout(Duration.ZERO);
              container.setMaxFrameSize(LARGEST_MESSAGE_BYTES);
              container.setMaxBinaryMessageSize(LARGEST_MESSAGE_BYTES);
              container.setMaxTextMessageSize(LARGEST_MESSAGE_BYTES);
              endpoints.accept(container);
            }));
    server.start();
  }

  /** That it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Runs something on one of its threads. */
  public void execute(Runnable task) {
    server.getThreadPool().execute(task);
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
