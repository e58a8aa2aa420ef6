package dev.muxwire.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.host.TerminalHost;
import dev.muxwire.host.TerminalHostOptions;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's example against a server and a terminal host of this process. */
class SharedTerminalExampleTest {
  private static final long START_SECONDS = 30;

  @TempDir private Path directory;

  @Test
  @Timeout(120)
  void theExample_runs() throws Exception {
    ServerConfig config = ServerConfig.builder().listenPort(0).dataDirectory(directory).build();
    try (MuxwireServer server = MuxwireServer.start(config)) {
      String token = Files.readString(directory.resolve("token")).strip();
      ClientOptions options = ClientOptions.builder(server.uri()).token(token).build();
      try (MuxwireClient owner = MuxwireClient.connect(options)) {
        owner.createWorkspace("main").get(START_SECONDS, TimeUnit.SECONDS);
      }
      TerminalHostOptions hostOptions =
          TerminalHostOptions.builder(options, "main", "local").build();
      try (TerminalHost host = TerminalHost.start(hostOptions)) {
        host.registered().get(START_SECONDS, TimeUnit.SECONDS);

        assertThat(SharedTerminalExample.run(server.uri(), token)).isEqualTo("done");
      }
    }
  }
}
