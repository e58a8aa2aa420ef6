package dev.muxwire.client.internal.transport;

import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@link java.net.http.WebSocket}: nothing but the JDK; no compression of its own. */
public final class JdkTransport implements Transport {
  /** The name in the options. */
  public static final String NAME = "jdk";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final int maxPacketBytes;
  private final ExecutorService executor;
  private final HttpClient client;

  /** Accepts messages up to a size. */
  public JdkTransport(int maxPacketBytes) {
    this.maxPacketBytes = maxPacketBytes;
    this.executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "muxwire-transport");
              thread.setDaemon(true);
              return thread;
            });
    this.client =
        HttpClient.newBuilder().executor(executor).connectTimeout(CONNECT_TIMEOUT).build();
  }

  @Override
  public TransportConnection connect(URI uri, TransportListener listener) {
    JdkConnection connection = new JdkConnection(listener, maxPacketBytes);
    client
        .newWebSocketBuilder()
        .subprotocols(SUBPROTOCOL)
        .connectTimeout(CONNECT_TIMEOUT)
        .buildAsync(uri, connection)
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                connection.refused(failure);
              }
            });
    return connection;
  }

  @Override
  public void close() {
    executor.shutdown();
  }
}
