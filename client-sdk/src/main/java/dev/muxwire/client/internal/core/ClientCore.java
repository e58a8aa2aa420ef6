package dev.muxwire.client.internal.core;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.Backup;
import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.Entity;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SavedClient;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalChange;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.internal.state.Mutations;
import dev.muxwire.client.spi.Transport;
import dev.muxwire.proto.v1.ByteRange;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Welcome;
import dev.muxwire.time.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The whole client on a loop that was handed in; the public client is a thin facade over it. Public
 * methods may be called from any thread.
 */
public final class ClientCore implements Connector.Owner, HostStream.Registry {
  private final CoreContext context;
  private final Requests requests;
  private final Edits edits;
  private final Connector connector;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Results of an earlier process's mutations; filled before anybody sees this. */
  private final List<CompletableFuture<MutationResult>> resumed = new ArrayList<>();

  /** All that are to be opened on each connection, in the order of their making. */
  private final Set<ClientStream> streams = new LinkedHashSet<>();

  private final Set<ConnectionState.Listener> listeners = new LinkedHashSet<>();
  private @Nullable MuxwireException lastCause;

  // Written on the loop, read by any thread.
  private volatile ConnectionState state = ConnectionState.CONNECTING;
  private volatile dev.muxwire.proto.v1.@Nullable ClientIdentity identity;

  private ClientCore(CoreContext context, Transport transport) {
    this.context = context;
    this.requests = new Requests(context);
    this.edits = new Edits(context, requests);
    this.connector = new Connector(context, transport, requests, this);
  }

  /**
   * Makes a client and begins to connect. Callbacks run on the options' executor; without one,
   * right on the loop, as a simulation wants it.
   *
   * @param random used on the loop, and by whoever registers a host
   */
  public static ClientCore create(
      ClientOptions options, Loop loop, Transport transport, RandomGenerator random) {
    ClientCore core = new ClientCore(new CoreContext(options, loop, random), transport);
    ClientIdentity saved = options.identity();
    if (saved != null) {
      core.requests.resumeFrom(saved.nextRequestSeq());
      core.identity =
          dev.muxwire.proto.v1.ClientIdentity.newBuilder()
              .setClientId(saved.clientId())
              .setSecret(com.google.protobuf.ByteString.copyFrom(saved.secret()))
              .build();
    }
    options.waiting().forEach(core::resume);
    loop.execute(() -> core.connector.start(core.identity));
    return core;
  }

  private void resume(SavedClient.Waiting waiting) {
    Mutate mutate;
    try {
      mutate = Mutate.parseFrom(waiting.mutation());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("a saved mutation that cannot be read", e);
    }
    CompletableFuture<MutationResult> result = new CompletableFuture<>();
    resumed.add(result);
    queue(
        result,
        () -> {
          if (waiting.requestSeq() == 0) {
            edits.submit(mutate, mutate.getBaseEpoch() != 0, result);
          } else {
            edits.resume(waiting.requestSeq(), mutate, result);
          }
        });
  }

  /** As the facade's. */
  public List<CompletableFuture<MutationResult>> resumed() {
    return resumed.stream().map(CompletableFuture::copy).toList();
  }

  /** As the facade's. */
  public CompletableFuture<Void> connected() {
    return connected.copy();
  }

  /** Completes when the client is closed and its last callbacks are under way. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** As the facade's. */
  public ConnectionState state() {
    return state;
  }

  /** As the facade's. */
  public void addStateListener(ConnectionState.Listener listener) {
    context
        .loop()
        .execute(
            () -> {
              listeners.add(listener);
              tell(listener, state, lastCause);
            });
  }

  private void tell(
      ConnectionState.Listener listener, ConnectionState now, @Nullable MuxwireException cause) {
    context.futures().execute(() -> listener.changed(now, cause));
  }

  /** As the facade's. */
  public Optional<ClientIdentity> identity() {
    return Optional.ofNullable(identity)
        .map(
            known ->
                new ClientIdentity(
                    known.getClientId(), known.getSecret().toByteArray(), requests.nextSeq()));
  }

  /** As the facade's. */
  public WorkspaceReplica subscribe(String workspace, SubscribeOptions options) {
    StateStream stream = new StateStream(context, workspace, options, this::ended);
    context
        .loop()
        .execute(
            () -> {
              if (options.optimistic()) {
                edits.join(workspace, stream);
              }
              started(stream);
            });
    return stream;
  }

  /** As the facade's. */
  public CompletableFuture<MutationResult> mutate(String workspace, Mutation mutation) {
    Mutate encoded;
    try {
      encoded = Mutations.encode(workspace, mutation);
    } catch (MuxwireException invalid) {
      return CompletableFuture.failedFuture(invalid);
    }
    CompletableFuture<MutationResult> result = new CompletableFuture<>();
    queue(result, () -> edits.submit(encoded, mutation.base() != null, result));
    return result;
  }

  /** As the facade's. */
  public CompletableFuture<List<Entity>> get(String workspace, List<String> ids) {
    List<String> copy = List.copyOf(ids);
    return request(() -> RequestKinds.entities(workspace, copy));
  }

  /** As the facade's. */
  public CompletableFuture<String> openTerminal(String workspace, TerminalSpec spec) {
    return request(
        () -> {
          String id = spec.terminalId().isEmpty() ? context.newId() : spec.terminalId();
          return RequestKinds.openTerminal(workspace, id, spec);
        });
  }

  /** As the facade's. */
  public CompletableFuture<@Nullable Void> closeTerminal(String workspace, String terminalId) {
    return request(() -> RequestKinds.closeTerminal(workspace, terminalId));
  }

  /** As the facade's. */
  public CompletableFuture<@Nullable Void> configureTerminal(
      String workspace, String terminalId, TerminalChange change) {
    return request(() -> RequestKinds.configureTerminal(workspace, terminalId, change));
  }

  /** As the facade's. */
  public CompletableFuture<@Nullable Void> purgeTerminal(
      String workspace, String terminalId, long beforeOffset) {
    return request(() -> RequestKinds.purgeTerminal(workspace, terminalId, beforeOffset));
  }

  /** As the facade's. */
  public CompletableFuture<@Nullable Void> createWorkspace(String workspace) {
    return request(() -> RequestKinds.createWorkspace(workspace));
  }

  /** As the facade's. */
  public CompletableFuture<List<String>> listWorkspaces() {
    return request(RequestKinds::listWorkspaces);
  }

  /** As the facade's. */
  public CompletableFuture<@Nullable Void> deleteWorkspace(String workspace) {
    return request(() -> RequestKinds.deleteWorkspace(workspace));
  }

  /** As the facade's. */
  public CompletableFuture<ServerStatus> serverStatus() {
    return request(RequestKinds::serverStatus);
  }

  public CompletableFuture<Backup> createBackup() {
    return request(RequestKinds::createBackup);
  }

  private <T extends @Nullable Object> CompletableFuture<T> request(
      Supplier<Requests.Kind<T>> kind) {
    CompletableFuture<T> result = new CompletableFuture<>();
    queue(result, () -> requests.add(kind.get(), result));
    return result;
  }

  private void queue(CompletableFuture<?> result, Runnable adding) {
    context
        .loop()
        .execute(
            () -> {
              if (connector.isClosed()) {
                context.fail(result, closedReason());
              } else {
                adding.run();
              }
            });
  }

  /** As the facade's. */
  public Attachment attach(String workspace, String terminalId, AttachOptions options) {
    TerminalStream stream =
        new TerminalStream(context, workspace, terminalId, options, this::ended);
    context.loop().execute(() -> started(stream));
    return stream;
  }

  /** As the facade's. */
  public Flow.Publisher<TerminalEvent> fetchScrollback(
      String workspace, String terminalId, long from, long to) {
    return fetch(workspace, terminalId, from, to, false);
  }

  /** As the facade's. */
  public Flow.Publisher<TerminalEvent> fetchLines(
      String workspace, String terminalId, LineRange lines) {
    return subscriber ->
        begin(new LinesStream(context, workspace, terminalId, lines, subscriber, this::ended));
  }

  /** As the facade's. */
  public Flow.Publisher<TerminalEvent> fetchRecording(
      String workspace, String terminalId, long from, long to) {
    return fetch(workspace, terminalId, from, to, true);
  }

  private Flow.Publisher<TerminalEvent> fetch(
      String workspace, String terminalId, long from, long to, boolean withTimes) {
    FetchScrollback request =
        FetchScrollback.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setBytes(ByteRange.newBuilder().setFrom(from).setTo(to))
            .setWithTimes(withTimes)
            .build();
    return subscriber -> begin(new ScrollbackStream(context, request, subscriber, this::ended));
  }

  /** As the facade's. */
  public Flow.Publisher<SearchEvent> searchScrollback(
      String workspace, String terminalId, SearchOptions options) {
    return subscriber ->
        begin(new SearchStream(context, workspace, terminalId, options, subscriber, this::ended));
  }

  private void begin(FetchStream<?> stream) {
    stream.begin();
    context
        .loop()
        .execute(
            () -> {
              started(stream);
              stream.requireFeature();
            });
  }

  /** As the facade's. */
  public HostRegistration registerHost(
      String workspace, String hostId, HostListener listener, boolean takeOver) {
    HostStream stream =
        new HostStream(context, workspace, hostId, context.newId(), takeOver, listener, this);
    context.loop().execute(() -> started(stream));
    return stream;
  }

  /** As the facade's. */
  public void close() {
    context.loop().execute(() -> connector.close(closed()));
  }

  /** As the facade's. */
  public CompletableFuture<SavedClient> closeAndSave() {
    CompletableFuture<SavedClient> saved = new CompletableFuture<>();
    queue(
        saved,
        () -> {
          var known = identity().map(this::withNumbersSent).orElse(null);
          List<SavedClient.Waiting> waiting =
              edits.handOver(
                  new MuxwireException(
                      ErrorCode.CANCELLED, "The client was saved; whoever resumes it goes on."));
          connector.close(closed());
          context.complete(saved, new SavedClient(known, waiting));
        });
    return saved;
  }

  /** Numbers that were given, but never sent, are given again. */
  private ClientIdentity withNumbersSent(ClientIdentity known) {
    return new ClientIdentity(known.clientId(), known.secret(), requests.lastSentSeq() + 1);
  }

  private static MuxwireException closed() {
    return new MuxwireException(ErrorCode.CANCELLED, "The client was closed.");
  }

  @Override
  public void started(ClientStream stream) {
    if (stream.isEnded()) {
      return;
    }
    if (connector.isClosed()) {
      stream.endWith(closedReason());
      return;
    }
    streams.add(stream);
    Link link = connector.link();
    if (link != null) {
      stream.connect(link);
    }
  }

  @Override
  public void ended(ClientStream stream) {
    streams.remove(stream);
    edits.leave(stream);
  }

  private MuxwireException closedReason() {
    MuxwireException cause = lastCause;
    return cause != null ? cause : closed();
  }

  @Override
  public void linkOpened(Link link) {
    List.copyOf(streams).forEach(stream -> stream.connect(link));
  }

  @Override
  public void linkWelcomed(Link link, Welcome welcome, boolean identityReset) {
    if (welcome.hasIdentity()) {
      identity = welcome.getIdentity();
    }
    edits.askAgain();
    requests.welcomed(link, identityReset, welcome.getLimits().getMaxRequests());
    List.copyOf(streams).forEach(stream -> stream.onWelcome(identityReset));
    context.done(connected);
  }

  @Override
  public void linkLost() {
    requests.disconnected();
    List.copyOf(streams).forEach(ClientStream::disconnect);
  }

  @Override
  public void stateChanged(ConnectionState now, @Nullable MuxwireException cause) {
    state = now;
    lastCause = cause;
    listeners.forEach(listener -> tell(listener, now, cause));
    if (now == ConnectionState.CLOSED) {
      failAll(closedReason());
    }
  }

  private void failAll(MuxwireException reason) {
    requests.failAll(reason);
    edits.settle();
    List.copyOf(streams).forEach(stream -> stream.endWith(reason));
    context.fail(connected, reason);
    context.done(ended);
  }
}
