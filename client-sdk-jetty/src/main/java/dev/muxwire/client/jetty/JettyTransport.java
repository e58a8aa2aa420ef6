package dev.muxwire.client.jetty;

import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty's client: fewer copies than the JDK's, at the price of a dependency. */
public final class JettyTransport implements Transport {
  /** The name in the options. */
  public static final String NAME = "jetty";

  private static final Logger LOG = LoggerFactory.getLogger(JettyTransport.class);
  private static final int MAX_THREADS = 8;
  private static final int MIN_THREADS = 1;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final WebSocketClient client;

  /** Accepts messages up to a size. */
  public JettyTransport(int maxPacketBytes) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("muxwire-jetty");
    threads.setDaemon(true);
    HttpClient http = new HttpClient();
    http.setExecutor(threads);
    http.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
    client = new WebSocketClient(http);
    // Liveness is the protocol's: pings, and silence. Jetty's own timers would kill slow links.
    client.setIdleTimeout(Duration.ZERO);
    client.setMaxBinaryMessageSize(maxPacketBytes);
    client.setMaxFrameSize(maxPacketBytes);
    // One message, one frame; safe because no permessage-deflate is asked for.
    client.setAutoFragment(false);
    start();
  }

  private void start() {
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty's WebSocket client did not start", e);
    }
  }

  @Override
  public TransportConnection connect(URI uri, TransportListener listener) {
    JettyConnection connection = new JettyConnection(listener);
    ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
    request.setSubProtocols(SUBPROTOCOL);
    try {
      client
          .connect(connection.endpoint(), request)
          .whenComplete(
              (session, failure) -> {
                if (failure != null) {
                  connection.refused(failure);
                }
              });
    } catch (IOException | UncheckedIOException e) {
      connection.refused(e);
    }
    return connection;
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      LOG.warn("Jetty's WebSocket client did not stop", e);
    }
  }
}
