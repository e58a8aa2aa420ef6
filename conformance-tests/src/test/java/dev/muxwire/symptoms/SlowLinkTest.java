package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.network.Conditioner;
import dev.muxwire.network.Conditions;
import dev.muxwire.network.Link;
import dev.muxwire.symptoms.LatencyProbe.Latencies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers behind bad networks, each bad in its own way, while a program prints a lot. */
class SlowLinkTest {
  private static final int OUTPUT_BYTES = 2_000_000;
  private static final int LEAST_UNTIL_CUT_BYTES = 50_000;
  private static final int MOST_UNTIL_CUT_BYTES = 150_000;
  private static final long SEED = 7;

  /** One megabit a second, a tenth of a second there and back. */
  private static final Link SLOW =
      Link.both(Conditions.PERFECT.bandwidth(125_000).delay(Duration.ofMillis(50)));

  private static final Link STALLED = Link.PERFECT.toClient(Conditions.PERFECT.stalled());

  private final byte[] output = new byte[OUTPUT_BYTES];
  private TestServer server;
  private ScriptedHost host;
  private ScriptedHost.Program flood;
  private Conditioner slow;
  private MuxwireClient viewer;
  private final List<ConnectionState> states = new CopyOnWriteArrayList<>();

  @BeforeEach
  void connectViewer(@TempDir Path directory) throws Exception {
    new Random(SEED).nextBytes(output); // nothing that compression could make small
    server = new TestServer(directory);
    host = server.closeLater(new ScriptedHost(server));
    flood = host.open("flood");
    slow = server.closeLater(Conditioner.to(server::port, SLOW));
    viewer = server.client(slow.uri());
    viewer.addStateListener((state, cause) -> states.add(state));
    TestServer.done(viewer.connected());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private Watcher watch(MuxwireClient client) {
    Watcher watcher = new Watcher();
    AttachOptions options = AttachOptions.builder().fromStart().lossless().readOnly(true).build();
    server.closeLater(client.attach(TestServer.WORKSPACE, "flood", options)).subscribe(watcher);
    Awaitility.await("the viewer to be attached")
        .until(() -> watcher.count(TerminalEvent.Attached.class::isInstance) == 1);
    return watcher;
  }

  private void assertWhole(Watcher watcher) {
    watcher.awaitSize(OUTPUT_BYTES);
    assertThat(watcher.output()).isEqualTo(output);
  }

  @Test
  void slowCutAndStalledViewers_getEveryByte_andEditsAreAcknowledgedMeanwhile() throws Exception {
    Watcher behindSlowLink = watch(viewer);
    Conditioner cutting = server.closeLater(Conditioner.to(server::port, oftenCut(), SEED));
    Watcher oftenCut = watch(impatient(cutting));
    Conditioner stalling = server.closeLater(Conditioner.to(server::port));
    Watcher stalled = watch(server.client(stalling.uri()));
    stalling.set(STALLED);
    MuxwireClient editor = server.client(slow.uri());

    long start = System.nanoTime();
    flood.print(output);
    int edits = editUntilItIsThere(editor, behindSlowLink);

    assertWhole(behindSlowLink);
    assertThat(states).doesNotContain(ConnectionState.WAITING, ConnectionState.CLOSED);
    assertThat(slow.connections()).as("the viewer's and the editor's").isEqualTo(2);
    assertThat(edits).as("edits while the output came").isGreaterThan(10);
    long slowNanos = System.nanoTime() - start;
    assertWhole(oftenCut);
    assertThat(cutting.cuts()).isGreaterThanOrEqualTo(OUTPUT_BYTES / MOST_UNTIL_CUT_BYTES);
    assertThat(stalled.size()).as("what came before the stall").isZero();
    stalling.set(Link.PERFECT);
    assertWhole(stalled);
    System.out.printf(
        "%.1f s behind the slow link, %d edits; %d cuts; all in %.1f s%n",
        slowNanos / 1e9, edits, cutting.cuts(), (System.nanoTime() - start) / 1e9);
  }

  private static CompletableFuture<?> create(MuxwireClient client, String id, WorkspaceView seen) {
    return client.mutate(
        TestServer.WORKSPACE,
        Mutation.builder()
            .create(EntityKind.RECORD, id, Map.of("type", "note"))
            .base(seen)
            .build());
  }

  /** Twenty reconnects with the default's back-off would be most of a minute. */
  private MuxwireClient impatient(Conditioner network) throws Exception {
    ClientOptions.Backoff backoff =
        new ClientOptions.Backoff(Duration.ofMillis(20), Duration.ofMillis(100));
    return server.closeLater(
        MuxwireClient.connect(
            ClientOptions.builder(network.uri()).token(server.token()).backoff(backoff).build()));
  }

  private static IntFunction<Link> oftenCut() {
    Random random = new Random(SEED);
    return n ->
        Link.cutAt(
            LEAST_UNTIL_CUT_BYTES + random.nextInt(MOST_UNTIL_CUT_BYTES - LEAST_UNTIL_CUT_BYTES));
  }

  private int editUntilItIsThere(MuxwireClient editor, Watcher watcher) throws Exception {
    int edits = 0;
    while (watcher.size() < OUTPUT_BYTES) {
      TestServer.done(create(editor, "edit-" + edits));
      edits++;
    }
    return edits;
  }

  private static CompletableFuture<?> create(MuxwireClient client, String id) {
    return client.mutate(
        TestServer.WORKSPACE,
        Mutation.builder().create(EntityKind.RECORD, id, Map.of("type", "note")).build());
  }

  @Test
  void outputThatPacksWell_takesLittleOfTheSlowLink() throws Exception {
    Watcher watcher = watch(viewer);
    long before = slow.bytesToClients();
    StringBuilder log = new StringBuilder();
    for (int i = 0; log.length() < OUTPUT_BYTES; i++) {
      log.append("INFO request ")
          .append(i)
          .append(" was answered in ")
          .append(i % 97)
          .append(" ms\n");
    }
    byte[] text = log.toString().getBytes(StandardCharsets.US_ASCII);
    flood.print(text);
    watcher.awaitSize(text.length);
    assertThat(watcher.output()).isEqualTo(text);
    assertThat(slow.bytesToClients() - before).isLessThan(text.length / 3);
  }

  /** What the same connection's small things wait for behind its output: printed, not judged. */
  @Test
  void typingAndEditing_onTheSlowLinkItself_areAnswered() throws Exception {
    host.open("shell");
    AttachOptions options = AttachOptions.builder().fromStart().build();
    EchoTyper typer =
        new EchoTyper(server.closeLater(viewer.attach(TestServer.WORKSPACE, "shell", options)));
    List<Long> alone = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      TestServer.done(typer.type());
      alone.add(System.nanoTime() - start);
    }
    Watcher bulk = watch(viewer);
    flood.print(output);
    AtomicInteger edits = new AtomicInteger();
    WorkspaceView seen =
        TestServer.done(
            server
                .client()
                .subscribe(TestServer.WORKSPACE, SubscribeOptions.all())
                .firstConsistent());
    try (LatencyProbe echo = new LatencyProbe(typer::type);
        LatencyProbe edit =
            new LatencyProbe(() -> create(viewer, "edit-" + edits.getAndIncrement()));
        LatencyProbe based =
            new LatencyProbe(() -> create(viewer, "based-" + edits.getAndIncrement(), seen))) {
      assertWhole(bulk);
      System.out.printf(
          "1 Mbit/s, 2 x 50 ms, an echo alone: %s%n",
          new Latencies(alone.stream().sorted().toList()));
      System.out.printf("an echo behind 2 MB of output: %s%n", echo.finish());
      System.out.printf("an edit with a base behind them: %s%n", based.finish());
      System.out.printf("an edit that asks for its base first: %s%n", edit.finish());
    }
    assertThat(states).doesNotContain(ConnectionState.WAITING, ConnectionState.CLOSED);
  }
}
