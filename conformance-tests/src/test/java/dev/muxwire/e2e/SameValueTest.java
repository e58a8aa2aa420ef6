package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.Entity;
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

/** A replica after a change that changed nothing. */
final class SameValueTest {
  private static final long SECONDS = 30;

  @TempDir private Path directory;

  @Test
  void whatAReplicaShows_canBeEditedOnTheConditionThatItIsUnchanged() throws Exception {
    ServerConfig config = ServerConfig.builder().listenPort(0).dataDirectory(directory).build();
    try (MuxwireServer server = MuxwireServer.start(config)) {
      String token = Files.readString(directory.resolve("token")).strip();
      ClientOptions options = ClientOptions.builder(server.uri()).token(token).build();
      try (MuxwireClient client = MuxwireClient.connect(options)) {
        client.createWorkspace("main").get(SECONDS, TimeUnit.SECONDS);
        var replica = client.subscribe("main", SubscribeOptions.all());
        Map<String, Object> title = Map.of("title", "the same");
        mutate(client, Mutation.builder().create(EntityKind.TAB, "tab", title));
        long revision = mutate(client, Mutation.builder().patch(EntityKind.TAB, "tab", title));
        WorkspaceView view = replica.atLeast(revision).get(SECONDS, TimeUnit.SECONDS);
        Entity tab = view.entity("tab").orElseThrow();
        Map<String, Object> other = Map.of("title", "another");
        long edited =
            mutate(
                client,
                Mutation.builder().requireUnchanged(tab).patch(EntityKind.TAB, "tab", other));
        assertThat(edited).isGreaterThan(revision);
      }
    }
  }

  private static long mutate(MuxwireClient client, Mutation.Builder mutation) throws Exception {
    return client.mutate("main", mutation.build()).get(SECONDS, TimeUnit.SECONDS).revision();
  }
}
