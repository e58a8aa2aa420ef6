package dev.muxwire.bench.echo;

import dev.muxwire.bench.peer.JettyServer;
import dev.muxwire.bench.process.Commands;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling of a server whose programs outlive it: a Jetty WebSocket that hands each message on
 * to the process with the PTYs, over one more WebSocket, and what comes back to the client. It
 * reads none of them, and holds nothing.
 */
public final class RawRelayServer {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private RawRelayServer() {}

  /** The port of a {@link RawPtyServer}. */
  public static void main(String[] args) throws Exception {
    URI host = URI.create("ws://127.0.0.1:" + args[0] + RawPtyServer.PATH);
    try (JettyServer jetty =
        new JettyServer(
            container ->
                container.addMapping(
                    RawPtyServer.PATH, (request, response, callback) -> new Socket(host)))) {
      new Commands().on("port", arguments -> jetty.port()).serve();
    }
  }

  /** One client's, with a connection to the host of its own. */
  public static final class Socket extends Session.Listener.AbstractAutoDemanding {
    private final URI host;
    private final CompletableFuture<WebSocket> toHost = new CompletableFuture<>();

    Socket(URI host) {
      this.host = host;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      toHost.complete(HTTP.newWebSocketBuilder().buildAsync(host, new FromHost(session)).join());
      super.onWebSocketOpen(session);
    }

    /** The next message is read once this one has left, so that nothing queues here. */
    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      ByteBuffer keys = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
      toHost
          .join()
          .sendBinary(keys, true)
          .whenComplete(
              (sent, failure) -> {
                if (failure == null) {
                  callback.succeed();
                } else {
                  callback.fail(failure);
                }
              });
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      toHost.thenAccept(WebSocket::abort);
      callback.succeed();
    }
  }

  /** What programs print, in whole messages: they are small. */
  private record FromHost(Session client) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      ByteBuffer output = ByteBuffer.allocate(data.remaining()).put(data).flip();
      client.sendPartialBinary(
          output, last, Callback.from(() -> socket.request(1), failure -> socket.abort()));
      return null;
    }
  }
}
