package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.network.Conditioner;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that stops hands its clients over. */
@Timeout(120)
final class DrainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Whoever backs off once is not back within this test. */
  private static final ClientOptions.Backoff FOREVER =
      new ClientOptions.Backoff(Duration.ofDays(365), Duration.ofDays(365));

  @TempDir private Path first;
  @TempDir private Path second;

  private static MuxwireServer start(Path directory, int port) throws IOException {
    return MuxwireServer.start(
        ServerConfig.builder().listenPort(port).dataDirectory(directory).build());
  }

  private static String token(Path directory) throws IOException {
    return Files.readString(directory.resolve("token")).strip();
  }

  /** One address with two servers behind it, as a load balancer has. */
  @Test
  void clientsMoveAtOnce_withoutBackOff() throws Exception {
    try (MuxwireServer old = start(first, 0)) {
      for (String secret : new String[] {"token", "identity.key"}) {
        Files.copy(first.resolve(secret), second.resolve(secret));
      }
      AtomicInteger port = new AtomicInteger(old.uri().getPort());
      try (MuxwireServer next = start(second, 0);
          Conditioner balancer = Conditioner.to(port::get);
          MuxwireClient client =
              MuxwireClient.connect(
                  ClientOptions.builder(balancer.uri())
                      .token(token(first))
                      .backoff(FOREVER)
                      .build())) {
        long oldEpoch = epoch(client);

        port.set(next.uri().getPort());
        old.close();

        Awaitility.await("the client at the next server")
            .atMost(PATIENCE)
            .until(() -> client.state() == ConnectionState.CONNECTED && epoch(client) != oldEpoch);
        assertThat(client.serverStatus().get(30, TimeUnit.SECONDS).connections()).hasSize(1);
      }
    }
  }

  private static long epoch(MuxwireClient client) throws Exception {
    return client.serverStatus().get(30, TimeUnit.SECONDS).serverEpoch();
  }

  @Test
  void clientsAreBack_whenTheSameServerIs() throws Exception {
    MuxwireServer old = start(first, 0);
    int port = old.uri().getPort();
    try (MuxwireClient client =
        MuxwireClient.connect(ClientOptions.builder(old.uri()).token(token(first)).build())) {
      client.createWorkspace("main").get(30, TimeUnit.SECONDS);
      long oldEpoch = epoch(client);

      old.close();
      try (MuxwireServer again = start(first, port)) {
        Awaitility.await("the client back").atMost(PATIENCE).until(() -> epoch(client) != oldEpoch);
        assertThat(again.uri().getPort()).isEqualTo(port);
        assertThat(client.listWorkspaces().get(30, TimeUnit.SECONDS)).containsExactly("main");
      }
    } finally {
      old.close();
    }
  }
}
