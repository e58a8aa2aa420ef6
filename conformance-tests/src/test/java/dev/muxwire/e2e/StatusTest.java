package dev.muxwire.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.ServerStatus.StreamKind;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.server.auth.TokenHashes;
import dev.muxwire.server.boot.MuxwireServer;
import dev.muxwire.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a status says is what the test did. */
@Timeout(240)
final class StatusTest {
  private static final int FLOOD_BYTES = 3_000_000;

  /** Heads around output: each frame may hold 4 KiB of it at least. */
  private static final double MOST_OVERHEAD = 1.02;

  /** Less is not worth a frame. */
  private static final long AS_GOOD_AS_NO_CREDIT = 128;

  private static final String READER = "reader-token";
  private static final String TERMINAL = "flooding";

  @TempDir private Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private MuxwireServer server;
  private MuxwireClient owner;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        directory.resolve("tokens"), TokenHashes.hash(READER) + " reader read:main\n");
    server =
        closeLater(
            MuxwireServer.start(
                ServerConfig.builder().listenPort(0).dataDirectory(directory).build()));
    owner = client(ownerToken(), "owner");
    get(owner.createWorkspace("main"));
    get(owner.createWorkspace("other"));
  }

  @AfterEach
  void end() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closeLater(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private String ownerToken() throws Exception {
    return Files.readString(directory.resolve("token")).strip();
  }

  private MuxwireClient client(String token, String name) throws Exception {
    ClientOptions options =
        ClientOptions.builder(server.uri()).token(token).clientName(name).build();
    MuxwireClient client = closeLater(MuxwireClient.connect(options));
    get(client.connected());
    return client;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  private interface Claims {
    void hold(ServerStatus status);
  }

  /** Each part of a status is of its own moment, so that it takes a while until all agree. */
  private static ServerStatus eventually(MuxwireClient client, Claims claims) throws Exception {
    Awaitility.await("the status to tell the truth")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> claims.hold(get(client.serverStatus())));
    return get(client.serverStatus());
  }

  private static ServerStatus.Connection connection(ServerStatus status, String clientName) {
    return status.connections().stream()
        .filter(connection -> connection.clientName().equals(clientName))
        .findFirst()
        .orElseThrow(() -> new AssertionError(clientName + " is missing in " + status));
  }

  private static ServerStatus.Workspace workspace(ServerStatus status) {
    return status.workspaces().stream()
        .filter(workspace -> workspace.name().equals("main"))
        .findFirst()
        .orElseThrow();
  }

  private static ServerStatus.Stream only(ServerStatus.Connection connection) {
    assertThat(connection.streams()).hasSize(1);
    return connection.streams().get(0);
  }

  @Test
  void aFlood_aHealthyAndAStalledViewer_areToldAsTheyAre() throws Exception {
    PublishingHost host = new PublishingHost(client(ownerToken(), "host"), "main");
    get(owner.openTerminal("main", TerminalSpec.builder().terminalId(TERMINAL).build()));
    CountingViewer healthy = new CountingViewer();
    attach(client(ownerToken(), "healthy"), healthy);
    attach(client(ownerToken(), "stalled"), new Stalled());
    host.print(FLOOD_BYTES);

    ServerStatus status = eventually(owner, this::assertViewers);

    assertThat(status.connections()).hasSize(4);
    assertThat(status.connections()).allMatch(each -> each.principal().equals("owner"));
    assertThat(healthy.received()).isEqualTo(FLOOD_BYTES);
    assertLog(eventually(owner, StatusTest::assertLog));
  }

  private void attach(MuxwireClient client, Flow.Subscriber<TerminalEvent> viewer) {
    AttachOptions options = AttachOptions.builder().fromStart().readOnly(true).build();
    closeLater(client.attach("main", TERMINAL, options)).subscribe(viewer);
  }

  private void assertViewers(ServerStatus status) {
    ServerStatus.Connection healthy = connection(status, "healthy");
    ServerStatus.Stream followed = only(healthy);
    assertThat(followed.kind()).isEqualTo(StreamKind.TERMINAL);
    assertThat(followed.terminalId()).isEqualTo(TERMINAL);
    assertThat(followed.lag()).isZero();
    assertThat(followed.sentBytes())
        .isBetween((long) FLOOD_BYTES, (long) (FLOOD_BYTES * MOST_OVERHEAD));
    assertThat(followed.creditBytes()).isPositive();
    assertThat(healthy.sentBytes()).isGreaterThan(followed.sentBytes());
    assertThat(healthy.confirmedBytes()).isBetween((long) FLOOD_BYTES, healthy.sentBytes());
    assertThat(healthy.roundTripMicros()).isPositive();
    assertThat(healthy.remoteAddress()).startsWith("127.0.0.1:");

    ServerStatus.Stream stalled = only(connection(status, "stalled"));
    assertThat(stalled.creditBytes()).isBetween(0L, AS_GOOD_AS_NO_CREDIT);
    assertThat(stalled.sentBytes() + stalled.creditBytes())
        .isEqualTo(ClientOptions.Limits.DEFAULT.windowBytes());
    assertThat(stalled.lag())
        .isBetween(
            FLOOD_BYTES - stalled.sentBytes(),
            FLOOD_BYTES - (long) (stalled.sentBytes() / MOST_OVERHEAD));

    ServerStatus.Connection host = connection(status, "host");
    assertThat(host.receivedBytes()).isGreaterThan(FLOOD_BYTES);
    assertThat(host.streams())
        .extracting(ServerStatus.Stream::kind)
        .containsExactly(StreamKind.HOST, StreamKind.PUBLISH);
  }

  private static void assertLog(ServerStatus status) {
    ServerStatus.Terminal terminal = workspace(status).terminals().get(0);
    assertThat(workspace(status).terminals()).hasSize(1);
    assertThat(terminal.terminalId()).isEqualTo(TERMINAL);
    assertThat(terminal.end()).isEqualTo(FLOOD_BYTES);
    assertThat(terminal.durableEnd()).isEqualTo(FLOOD_BYTES);
    assertThat(terminal.retainedFrom()).isZero();
    assertThat(terminal.viewers()).isEqualTo(2);
    assertThat(terminal.reachable()).isTrue();
    assertThat(terminal.exited()).isFalse();
    ServerStatus.Host host = workspace(status).hosts().get(0);
    assertThat(host.hostId()).isEqualTo(PublishingHost.HOST_ID);
    assertThat(host.runningTerminals()).isEqualTo(1);
    assertThat(host.connectionId()).isEqualTo(connection(status, "host").connectionId());
  }

  /** Asks for nothing: what its window holds is all that it gets. */
  private static final class Stalled implements Flow.Subscriber<TerminalEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(TerminalEvent event) {}

    @Override
    public void onError(Throwable reason) {}

    @Override
    public void onComplete() {}
  }

  @Test
  void mutationsAndSubscriptions_areTold() throws Exception {
    closeLater(owner.subscribe("main", SubscribeOptions.all()));
    MutationResult result =
        get(
            owner.mutate(
                "main",
                Mutation.builder()
                    .create(EntityKind.TAB, "a", Map.of("title", "a"))
                    .create(EntityKind.TAB, "b", Map.of("title", "b"))
                    .build()));
    get(owner.mutate("main", Mutation.builder().remove("b").build()));

    eventually(
        owner,
        status -> {
          assertThat(workspace(status).entities()).isEqualTo(1);
          assertThat(workspace(status).revision()).isEqualTo(result.revision() + 1);
          ServerStatus.Stream stream = only(connection(status, "owner"));
          assertThat(stream.kind()).isEqualTo(StreamKind.STATE);
          assertThat(stream.workspace()).isEqualTo("main");
          assertThat(stream.lag()).isZero();
        });
  }

  @Test
  void connectionsThatEnd_areLeftOut() throws Exception {
    List<MuxwireClient> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(client(ownerToken(), "one-of-many"));
    }
    eventually(owner, status -> assertThat(status.connections()).hasSize(21));

    many.forEach(MuxwireClient::close);

    eventually(owner, status -> assertThat(status.connections()).hasSize(1));
  }

  @Test
  void aTokenOfOneWorkspace_seesItsOwnConnectionsAndThatWorkspace() throws Exception {
    MuxwireClient reader = client(READER, "reader");

    ServerStatus seen = get(reader.serverStatus());

    assertThat(seen.ownConnectionsOnly()).isTrue();
    assertThat(seen.connections())
        .extracting(ServerStatus.Connection::principal)
        .containsExactly("reader");
    assertThat(seen.workspaces()).extracting(ServerStatus.Workspace::name).containsExactly("main");
    ServerStatus all = get(owner.serverStatus());
    assertThat(all.ownConnectionsOnly()).isFalse();
    assertThat(all.connections()).hasSize(2);
    assertThat(all.workspaces()).hasSize(2);
    assertThat(all.serverEpoch()).isEqualTo(seen.serverEpoch());
  }
}
