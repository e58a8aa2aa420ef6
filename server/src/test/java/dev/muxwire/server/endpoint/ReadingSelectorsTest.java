package dev.muxwire.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counts, as Jetty does, who did what a selector found. */
final class ReadingSelectorsTest {
  private static final int TIMES = 200;

  private final Server server = new Server();
  private final ReadingSelectors connector = new ReadingSelectors(server, 1);
  private AdaptiveExecutionStrategy strategy;

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container ->
                container.addMapping("/echo", (request, response, callback) -> new Echo())));
    server.start();
    strategy = server.getContainedBeans(AdaptiveExecutionStrategy.class).iterator().next();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /** Sends back what it gets. */
  public static final class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }
  }

  @Test
  void messages_areReadByTheSelectorsOwnThread() throws Exception {
    Semaphore echoes = new Semaphore(0);
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://localhost:" + connector.getLocalPort() + "/echo"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onBinary(
                      WebSocket from, ByteBuffer data, boolean last) {
                    echoes.release();
                    from.request(1);
                    return null;
                  }
                })
            .join();
    for (int i = 0; i < TIMES; i++) {
      socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
      assertThat(echoes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(strategy.getPCTasksConsumed()).isGreaterThan(TIMES / 2);
    assertThat(handedOver()).isLessThan(TIMES / 10);
    socket.abort();
  }

  @Test
  void requestsOfHttp_areNot_sinceTheirHandlersMayBlock() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + connector.getLocalPort() + "/"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < TIMES; i++) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(404);
    }
    assertThat(handedOver()).isGreaterThan(TIMES / 2);
  }

  private long handedOver() {
    return strategy.getEPCTasksConsumed()
        + strategy.getPECTasksExecuted()
        + strategy.getPICTasksExecuted();
  }
}
