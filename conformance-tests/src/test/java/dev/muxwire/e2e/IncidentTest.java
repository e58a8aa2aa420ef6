package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The workspace whose every change once cost 424 KB a client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IncidentTest {
  private static final int MOST_BYTES_A_RENAME = 200;
  private static final int MOST_BYTES_A_RECONNECT = 1024;
  private static final int MOST_BYTES_A_PACKET = 64 << 10;

  private Installation installation;
  private ServerProcess server;
  private MuxwireClient author;
  private RecordingProxy authorProxy;
  private final Watcher[] watchers = new Watcher[2];
  private List<Entity> tabs = List.of();

  private record Watcher(RecordingProxy proxy, MuxwireClient client, WorkspaceReplica replica) {}

  private RecordingProxy recordingProxy() throws IOException {
    return installation.closeLater(new RecordingProxy(server));
  }

  @BeforeAll
  void putTheSample(@TempDir Path directory) throws Exception {
    installation = new Installation(directory);
    server = installation.server("serve", 0);
    author = installation.client(server.uri());
    author.createWorkspace(Installation.WORKSPACE).get(30, TimeUnit.SECONDS);
    authorProxy = recordingProxy();
    String url = authorProxy.uri().toString();
    installation
        .run("put", "--sample", "incident", "--url", url, "--token-file", token())
        .succeeded();
    for (int i = 0; i < watchers.length; i++) {
      RecordingProxy proxy = recordingProxy();
      MuxwireClient client = installation.client(proxy.uri());
      WorkspaceReplica replica = client.subscribe(Installation.WORKSPACE, SubscribeOptions.all());
      replica.firstConsistent().get(30, TimeUnit.SECONDS);
      watchers[i] = new Watcher(proxy, client, replica);
    }
    tabs =
        watchers[0].replica().view().ofKind(EntityKind.TAB).stream()
            .sorted(Comparator.comparing(Entity::id))
            .toList();
  }

  private String token() {
    return installation.tokenFile().toString();
  }

  @AfterAll
  void end() throws Exception {
    installation.close();
  }

  /** Renames a tab, and returns once both watchers show it. */
  private void rename(Entity tab, String title) throws Exception {
    Mutation mutation =
        Mutation.builder().patch(EntityKind.TAB, tab.id(), Map.of("title", title)).build();
    long revision =
        author.mutate(Installation.WORKSPACE, mutation).get(30, TimeUnit.SECONDS).revision();
    for (Watcher watcher : watchers) {
      watcher.replica().atLeast(revision).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void rename_reachesEachWatcher_asOneSmallPacket() throws Exception {
    assertThat(tabs).hasSizeGreaterThan(300);
    int[] before = {watchers[0].proxy().packets().size(), watchers[1].proxy().packets().size()};
    Entity renamed = tabs.get(tabs.size() / 2);
    rename(renamed, "renamed by the end-to-end test");
    rename(tabs.get(0), "what comes later"); // so nothing of the first is still on its way
    for (int i = 0; i < watchers.length; i++) {
      List<PacketRecorder.Packet> carrying = watchers[i].proxy().carrying(renamed.id(), before[i]);
      assertThat(carrying).hasSize(1);
      int bytes = carrying.get(0).payload().length;
      System.out.println("a rename: one packet of " + bytes + " bytes");
      assertThat(bytes).isLessThan(MOST_BYTES_A_RENAME);
    }
  }

  @Test
  void reconnect_withNothingChanged_movesUnderOneKilobyte() throws Exception {
    Watcher watcher = watchers[0];
    watcher.proxy().cutAll();
    Awaitility.await("the watcher is back")
        .atMost(Duration.ofSeconds(30))
        .until(() -> watcher.proxy().connections() == 2);
    Entity changedLater = tabs.get(0);
    rename(changedLater, "changed after the reconnect");
    List<PacketRecorder.Packet> packets = watcher.proxy().packets();
    PacketRecorder.Packet later = watcher.proxy().carrying(changedLater.id(), 0).get(0);
    int bytes =
        packets.subList(0, packets.indexOf(later)).stream()
            .mapToInt(packet -> packet.payload().length)
            .sum();
    System.out.println("a reconnect: " + bytes + " bytes, both ways together");
    assertThat(bytes).isPositive().isLessThan(MOST_BYTES_A_RECONNECT);
    assertThat(watcher.replica().view().ofKind(EntityKind.TAB)).hasSameSizeAs(tabs);
  }

  @Test
  void packets_stayUnderTheLimit() {
    int watched = watchers[0].proxy().largest();
    System.out.printf(
        "largest packets: %d bytes for a watcher, %d for put%n", watched, authorProxy.largest());
    assertThat(watched).isPositive().isLessThanOrEqualTo(MOST_BYTES_A_PACKET);
    assertThat(watchers[1].proxy().largest()).isLessThanOrEqualTo(MOST_BYTES_A_PACKET);
    assertThat(authorProxy.largest()).isPositive().isLessThanOrEqualTo(MOST_BYTES_A_PACKET);
  }
}
