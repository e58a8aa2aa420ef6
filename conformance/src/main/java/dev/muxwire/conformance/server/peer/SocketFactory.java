package dev.muxwire.conformance.server.peer;

import dev.muxwire.conformance.Breach;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Opens WebSockets to one server, on the JDK's client. Any thread. */
public final class SocketFactory {
  private static final String SUBPROTOCOL = "muxwire.v1";

  private final URI uri;
  private final Duration patience;
  private final HttpClient client = HttpClient.newHttpClient();

  public SocketFactory(URI uri, Duration patience) {
    this.uri = uri;
    this.patience = patience;
  }

  Socket open(Socket.Listener listener) {
    JdkSocket socket = new JdkSocket(listener);
    try {
      socket.opened(
          client
              .newWebSocketBuilder()
              .subprotocols(SUBPROTOCOL)
              .connectTimeout(patience)
              .buildAsync(uri, socket)
              .join());
      return socket;
    } catch (CompletionException e) {
      throw Breach.of("PROTOCOL#transport", "no WebSocket to " + uri + ": " + e.getCause());
    }
  }
}
