package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica of some kinds only. */
final class FilteredReplicaTest {
  private static final long SECONDS = 30;

  @TempDir private Path directory;

  @Test
  void itLearnsOfARevision_thatChangedNothingForIt() throws Exception {
    ServerConfig config = ServerConfig.builder().listenPort(0).dataDirectory(directory).build();
    try (MuxwireServer server = MuxwireServer.start(config)) {
      String token = Files.readString(directory.resolve("token")).strip();
      ClientOptions options = ClientOptions.builder(server.uri()).token(token).build();
      try (MuxwireClient client = MuxwireClient.connect(options)) {
        client.createWorkspace("main").get(SECONDS, TimeUnit.SECONDS);
        SubscribeOptions tabs = SubscribeOptions.builder().kinds(EntityKind.TAB).build();
        var replica = client.subscribe("main", tabs);
        replica.firstConsistent().get(SECONDS, TimeUnit.SECONDS);
        Mutation record =
            Mutation.builder().create(EntityKind.RECORD, "record", Map.of("type", "note")).build();
        long revision = client.mutate("main", record).get(SECONDS, TimeUnit.SECONDS).revision();
        WorkspaceView view = replica.atLeast(revision).get(SECONDS, TimeUnit.SECONDS);
        assertThat(view.entities()).isEmpty();
      }
    }
  }
}
