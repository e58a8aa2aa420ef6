package dev.muxwire.bench.reconnect;

import dev.muxwire.bench.process.Commands;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The process with a client that is sent everything, and connects again when it is cut off. */
public final class PushClient implements WebSocket.Listener {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;

  private PushClient(URI uri) {
    this.uri = uri;
  }

  public static void main(String[] args) throws Exception {
    new Commands().on("connect", PushClient::connect).serve();
    System.exit(0);
  }

  private static Object connect(List<String> arguments) {
    new PushClient(URI.create(arguments.get(0))).connect();
    return "";
  }

  private void connect() {
    http.newWebSocketBuilder()
        .buildAsync(uri, this)
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                connect();
              }
            });
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    connect();
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    connect();
  }
}
