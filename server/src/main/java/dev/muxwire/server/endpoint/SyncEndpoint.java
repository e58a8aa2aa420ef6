package dev.muxwire.server.endpoint;

import dev.muxwire.server.config.ServerConfig;
import dev.muxwire.server.connection.Connection;
import dev.muxwire.server.connection.Edge;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.time.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** The listening socket: upgrades what may be upgraded, and refuses the rest with a sentence. */
public final class SyncEndpoint implements AutoCloseable {
  private static final int ACCEPT_BACKLOG = 1024;

  /**
   * What is that little above the limit is read all the same, so that the connection refuses it in
   * the protocol's words: Jetty's own end leaves bytes unread, for which TCP may drop its reason.
   */
  private static final int READ_ABOVE_LIMIT_BYTES = 4 << 10;

  private final ServerConfig config;
  private final AllowLists allowLists;
  private final Supplier<Loop> loops;
  private final ConnectionFactory connections;
  private final ServerEvents events;
  private final Set<SocketEdge> edges = ConcurrentHashMap.newKeySet();
  private final AtomicInteger pendingHandshakes = new AtomicInteger();
  private final Server jetty;
  private final ServerConnector connector;
  private volatile boolean draining;

  /** Makes a connection for a socket. */
  public interface ConnectionFactory {
    Connection create(Loop loop, Edge edge);
  }

  public SyncEndpoint(
      ServerConfig config,
      Supplier<Loop> loops,
      ConnectionFactory connections,
      Operations operations,
      ServerEvents events) {
    this.config = config;
    this.loops = loops;
    this.connections = connections;
    this.events = events;
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("muxwire-jetty");
    threads.setDaemon(true);
    jetty = new Server(threads);
    connector = new ReadingSelectors(jetty, selectors());
    connector.setHost(config.listenHost());
    connector.setPort(config.listenPort());
    connector.setAcceptQueueSize(ACCEPT_BACKLOG);
    connector.setIdleTimeout(0);
    allowLists = new AllowLists(config, connector::getLocalPort);
    jetty.addConnector(connector);
    WebSocketUpgradeHandler upgrades = WebSocketUpgradeHandler.from(jetty, this::configure);
    upgrades.setHandler(new OperationsPages(allowLists, () -> draining, operations));
    jetty.setHandler(upgrades);
  }

  /** One that is held up must not hold up everybody; more than these would find nothing to read. */
  private static int selectors() {
    return Math.min(16, Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  private void configure(ServerWebSocketContainer container) {
    int maxPacketBytes = config.limits().maxPacketBytes() + READ_ABOVE_LIMIT_BYTES;
    container.setIdleTimeout(Duration.ZERO); // liveness is the protocol's own
    container.setMaxBinaryMessageSize(maxPacketBytes);
    container.setMaxTextMessageSize(maxPacketBytes);
    container.setMaxFrameSize(maxPacketBytes);
    container.setAutoFragment(false); // one packet, one frame: nearly twice as fast
    container.addMapping(ServerConfig.PATH, this::upgrade);
  }

  /**
   * Begins to listen.
   *
   * @return the port
   * @throws IOException the address cannot be had; the message says why
   */
  public int start() throws IOException {
    try {
      jetty.start();
      return connector.getLocalPort();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the server could not start: " + e.getMessage(), e);
    }
  }

  private @Nullable Object upgrade(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
    if (draining) {
      return refuse(
          request,
          response,
          callback,
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "the server stops; try again");
    }
    if (!allowLists.allowsHost(request.getHeaders().get(HttpHeader.HOST))) {
      return refuse(
          request, response, callback, HttpStatus.FORBIDDEN_403, "this Host is not allowed");
    }
    if (!allowLists.allowsOrigin(request.getHeaders().get(HttpHeader.ORIGIN))) {
      return refuse(
          request, response, callback, HttpStatus.FORBIDDEN_403, "this Origin is not allowed");
    }
    if (!request.hasSubProtocol(ServerConfig.SUBPROTOCOL)) {
      return refuse(
          request,
          response,
          callback,
          HttpStatus.BAD_REQUEST_400,
          "ask for the subprotocol " + ServerConfig.SUBPROTOCOL);
    }
    if (pendingHandshakes.incrementAndGet() > config.limits().maxPendingHandshakes()) {
      pendingHandshakes.decrementAndGet();
      return refuse(
          request,
          response,
          callback,
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "too many handshakes at once; try again");
    }
    response.setAcceptedSubProtocol(ServerConfig.SUBPROTOCOL);
    response.setExtensions(List.of());
    return newEdge();
  }

  private SocketEdge newEdge() {
    Loop loop = loops.get();
    AtomicBoolean settled = new AtomicBoolean();
    Runnable settle =
        () -> {
          if (settled.compareAndSet(false, true)) {
            pendingHandshakes.decrementAndGet();
          }
        };
    SocketEdge[] self = new SocketEdge[1];
    SocketEdge edge =
        new SocketEdge(
            loop,
            to -> connections.create(loop, to),
            settle,
            () -> {
              settle.run();
              edges.remove(self[0]);
            });
    self[0] = edge;
    edges.add(edge);
    if (draining) { // it began in between
      edge.drain(config.drainGraceMs());
    }
    return edge;
  }

  private @Nullable Object refuse(
      ServerUpgradeRequest request,
      ServerUpgradeResponse response,
      Callback callback,
      int status,
      String message) {
    events.upgradeRefused(
        status, SocketEdge.text(request.getConnectionMetaData().getRemoteSocketAddress()), message);
    Response.writeError(request, response, callback, status, message);
    return null;
  }

  /** How many sockets are open. */
  public int connectionCount() {
    return edges.size();
  }

  /** How many of them have said no Hello yet. */
  public int pendingHandshakes() {
    return pendingHandshakes.get();
  }

  /**
   * Tells everybody to reconnect elsewhere or later, and takes nobody new; but goes on to listen,
   * so that whoever asks is told, until {@link #close}.
   */
  public void drain() {
    draining = true;
    events.drainBegan(edges.size(), config.drainGraceMs());
    edges.forEach(edge -> edge.drain(config.drainGraceMs()));
  }

  /** Other tokens are in force: every connection asks for its own again. */
  public void tokensChanged() {
    edges.forEach(SocketEdge::tokensChanged);
  }

  @Override
  public void close() throws IOException {
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new IOException("the server could not stop: " + e.getMessage(), e);
    }
  }
}
