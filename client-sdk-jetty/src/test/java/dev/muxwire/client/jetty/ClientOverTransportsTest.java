package dev.muxwire.client.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public client with its own threads, over each transport. */
class ClientOverTransportsTest {
  private static MuxwireClient connect(MiniServer server, String transport) {
    return MuxwireClient.connect(ClientOptions.builder(server.uri()).transport(transport).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "jetty"})
  void requests_areAnswered_onTheCallbackThread(String transport) throws Exception {
    try (MiniServer server = new MiniServer();
        MuxwireClient client = connect(server, transport)) {
      client.connected().get(10, TimeUnit.SECONDS);
      String thread =
          client
              .createWorkspace("new")
              .thenApply(done -> Thread.currentThread().getName())
              .get(10, TimeUnit.SECONDS);

      assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
      assertThat(thread).isIn("muxwire-callbacks", Thread.currentThread().getName());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "jetty"})
  void brokenConnection_isMadeAnew_andTheRequestAnswered(String transport) throws Exception {
    try (MiniServer server = new MiniServer();
        MuxwireClient client = connect(server, transport)) {
      client.connected().get(10, TimeUnit.SECONDS);
      server.silent = true;
      var list = client.listWorkspaces();
      server.silent = false;
      server.sessions.get(0).disconnect();

      assertThat(list.get(10, TimeUnit.SECONDS)).containsExactly("main");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "jetty"})
  void close_failsWhatIsPending_andEndsTheThreads(String transport) throws Exception {
    try (MiniServer server = new MiniServer()) {
      MuxwireClient client = connect(server, transport);
      client.connected().get(10, TimeUnit.SECONDS);
      server.silent = true;
      var list = client.listWorkspaces();

      client.close();

      assertThatThrownBy(() -> list.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(MuxwireException.class)
          .hasMessageContaining("CANCELLED");
      await()
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .noneMatch(
                          thread ->
                              thread.getName().equals("muxwire-core")
                                  || thread.getName().equals("muxwire-callbacks")));
    }
  }

  @Test
  void addressThatIsNone_isRefusedAtOnce() {
    assertThatThrownBy(() -> ClientOptions.builder(URI.create("gopher://nowhere#secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void unknownTransport_isRefusedAtOnce() {
    ClientOptions options =
        ClientOptions.builder(URI.create("ws://localhost")).transport("pigeon").build();

    assertThatThrownBy(() -> MuxwireClient.connect(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pigeon");
  }
}
