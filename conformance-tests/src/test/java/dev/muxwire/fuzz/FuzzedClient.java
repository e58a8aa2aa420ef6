package dev.muxwire.fuzz;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.internal.core.ClientCore;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.client.spi.TransportConnection;
import dev.muxwire.client.spi.TransportListener;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.ServerPacket;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.wire.Features;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The SDK's core with one of every kind of stream and request open, and the server it talks to. */
final class FuzzedClient implements Transport {
  /** What no waiting mends. */
  private static final Set<ErrorCode> FOR_GOOD =
      Set.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN, ErrorCode.VERSION, ErrorCode.REPLACED);

  private static final long STEP_MS = 60_000;
  private static final long MOST_BACKOFF_MS = 120_000;
  private static final long MOST_RETRY_AFTER_MS = 0xFFFF_FFFFL;

  private final FuzzTime time;
  private final ClientCore client;
  private @Nullable Line line;
  private @Nullable MuxwireException lastCause;

  FuzzedClient(FuzzTime time) {
    this.time = time;
    ClientOptions options =
        ClientOptions.builder(URI.create("ws://fuzzed/v1/sync#token"))
            .callbackExecutor(time.newLoop())
            .build();
    this.client = ClientCore.create(options, time.newLoop(), this, new Random(7));
    client.addStateListener((state, cause) -> lastCause = cause);
    time.passMs(10);
    welcome();
    openEverything();
    time.passMs(10);
  }

  private void openEverything() {
    String workspace = FuzzedServer.WORKSPACE;
    String terminal = PreparedServer.TERMINAL;
    client.subscribe(workspace, SubscribeOptions.builder().build());
    client.attach(workspace, terminal, AttachOptions.builder().build()).subscribe(new Taker<>());
    client.fetchScrollback(workspace, terminal, 0, 0).subscribe(new Taker<>());
    client.fetchRecording(workspace, terminal, 0, 0).subscribe(new Taker<>());
    client.fetchLines(workspace, terminal, LineRange.last(10)).subscribe(new Taker<>());
    client
        .searchScrollback(workspace, terminal, SearchOptions.builder("line").build())
        .subscribe(new Taker<>());
    HostRegistration host =
        client.registerHost(workspace, PreparedServer.HOST, new QuietHost(), false);
    host.publish(terminal, new QuietTerminal()).append(new byte[100], 1);
    client.mutate(
        workspace,
        Mutation.builder().create(EntityKind.TAB, "tab1", Map.of("title", "one")).build());
    client.serverStatus();
    client.listWorkspaces();
  }

  /** What the server sends; nothing of it is left over if the client broke off. */
  void receive(byte[] packet) {
    Line current = line;
    if (current != null) {
      current.deliver(packet);
    }
  }

  void welcome() {
    Line current = line;
    if (current == null) {
      throw new AssertionError("the client does not connect");
    }
    current.listener.opened();
    current.deliver(
        ServerPacket.newBuilder()
            .addFrames(
                ServerFrame.newBuilder()
                    .setWelcome(Welcome.newBuilder().setVersion(1).addAllFeatures(Features.ALL)))
            .build()
            .toByteArray());
    time.passMs(10);
  }

  /**
   * Throws unless the client, connected anew where it must be, is as good as ever, or was told that
   * it need not come again.
   */
  void requireUnharmed() {
    Line before = line;
    if (before != null) {
      before.drop();
    }
    time.passMs(1_000);
    if (client.state() == ConnectionState.CLOSED) {
      requireToldForGood();
      return;
    }
    awaitNewLine(before);
    welcome();
    CompletableFuture<?> asked = client.listWorkspaces();
    time.passMs(1_000);
    if (line == null || asked.isCompletedExceptionally()) {
      throw new AssertionError("the client is of no use any more");
    }
    client.close();
    time.passMs(10_000);
  }

  private void requireToldForGood() {
    MuxwireException cause = lastCause;
    if (cause == null || !FOR_GOOD.contains(cause.code())) {
      throw new AssertionError("the client gave up", cause);
    }
    CompletableFuture<?> asked = client.listWorkspaces();
    time.passMs(1_000);
    if (!asked.isCompletedExceptionally()) {
      throw new AssertionError("the client gave up, and lets who asks wait");
    }
  }

  /** A server may tell a client to stay away for as long as the field can say: 49 days. */
  private void awaitNewLine(@Nullable Line before) {
    for (long waitedMs = 0; line == before; waitedMs += STEP_MS) {
      if (waitedMs > MOST_RETRY_AFTER_MS + MOST_BACKOFF_MS) {
        throw new AssertionError("the client does not connect again");
      }
      time.passMs(STEP_MS);
    }
  }

  @Override
  public TransportConnection connect(URI uri, TransportListener listener) {
    Line opened = new Line(listener);
    line = opened;
    return opened;
  }

  /** One connection. */
  private final class Line implements TransportConnection {
    private final TransportListener listener;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int demand;
    private boolean over;

    Line(TransportListener listener) {
      this.listener = listener;
    }

    void deliver(byte[] packet) {
      waiting.add(packet);
      flow();
    }

    private void flow() {
      while (!over && demand > 0 && !waiting.isEmpty()) {
        demand--;
        listener.packet(waiting.remove());
      }
    }

    void drop() {
      if (!over) {
        over = true;
        listener.closed(TransportListener.ABNORMAL, "");
      }
    }

    @Override
    public void send(ByteBuffer packet, Runnable written) {
      time.afterMicros(10, written);
    }

    @Override
    public void requestOne() {
      demand++;
      time.afterMicros(1, this::flow);
    }

    @Override
    public void close(int code, String reason) {
      time.afterMicros(10, this::drop);
    }
  }

  /** Takes all there is. */
  private static final class Taker<T> implements Flow.Subscriber<T> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  private static final class QuietHost implements HostListener {
    @Override
    public CompletableFuture<Void> open(String terminalId, TerminalSpec spec) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void end(String terminalId) {}
  }

  private static final class QuietTerminal implements HostTerminalListener {
    @Override
    public CompletableFuture<Void> input(byte[] data, boolean typed) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void resize(TerminalSize size) {}

    @Override
    public void signal(String name) {}
  }
}
