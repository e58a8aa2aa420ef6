package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.network.Conditioner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody loses the connection in the same moment. */
class ReconnectHerdTest {
  /** Of one token, which may have 64 connections; the owner's is one. */
  private static final int CLIENTS = 60;

  private static final int MOST_ATTEMPTS_EACH = 4;

  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void herd_isLetInAgain_withoutAStormOfAttempts(@TempDir Path directory) throws Exception {
    try (TestServer server = new TestServer(directory)) {
      Conditioner proxy = server.proxy();
      List<MuxwireClient> herd = new ArrayList<>();
      List<WorkspaceReplica> replicas = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        MuxwireClient client = server.client(proxy.uri());
        client.addStateListener(
            (state, cause) -> {
              if (state == ConnectionState.CLOSED && cause != null) {
                refused.incrementAndGet();
              }
            });
        herd.add(client);
        replicas.add(client.subscribe(TestServer.WORKSPACE, SubscribeOptions.all()));
        TestServer.done(client.connected());
      }
      int before = proxy.connections();

      proxy.cutAll();
      Awaitility.await("all are back")
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  proxy.connections() >= before + CLIENTS
                      && herd.stream().allMatch(c -> c.state() == ConnectionState.CONNECTED));

      assertThat(refused).hasValue(0);
      assertThat(proxy.connections() - before).isLessThan(MOST_ATTEMPTS_EACH * CLIENTS);
      for (WorkspaceReplica replica : replicas) {
        TestServer.done(replica.firstConsistent());
      }
    }
  }
}
