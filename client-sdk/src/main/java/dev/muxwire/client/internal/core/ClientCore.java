package dev.muxwire.client.internal.core;

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
import dev.muxwire.client.Mutation;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.ServerStatus;
import dev.muxwire.client.SubscribeOptions;
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
  private final Connector connector;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

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
    loop.execute(() -> core.connector.start(core.identity));
    return core;
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
    context.loop().execute(() -> started(stream));
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
    if (mutation.base() != null) {
      return request(() -> RequestKinds.mutate(encoded));
    }
    return this.<Mutation.Base>request(() -> RequestKinds.currentBase(workspace))
        .thenCompose(
            base ->
                request(
                    () ->
                        RequestKinds.mutate(
                            encoded.toBuilder()
                                .setBaseEpoch(base.epoch())
                                .setBaseRevision(base.revision())
                                .build())));
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
    context
        .loop()
        .execute(
            () -> {
              if (connector.isClosed()) {
                context.fail(result, closedReason());
              } else {
                requests.add(kind.get(), result);
              }
            });
    return result;
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
    FetchScrollback request =
        FetchScrollback.newBuilder()
            .setWorkspace(workspace)
            .setTerminalId(terminalId)
            .setBytes(ByteRange.newBuilder().setFrom(from).setTo(to))
            .build();
    return subscriber -> {
      ScrollbackStream stream = new ScrollbackStream(context, request, subscriber, this::ended);
      context.loop().execute(() -> started(stream));
    };
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
    context
        .loop()
        .execute(
            () ->
                connector.close(
                    new MuxwireException(ErrorCode.CANCELLED, "The client was closed.")));
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
  }

  private MuxwireException closedReason() {
    MuxwireException cause = lastCause;
    return cause != null
        ? cause
        : new MuxwireException(ErrorCode.CANCELLED, "The client was closed.");
  }

  @Override
  public void linkOpened(Link link) {
    List.copyOf(streams).forEach(stream -> stream.connect(link));
  }

  @Override
  public void linkWelcomed(Link link, Welcome welcome, boolean identityReset) {
    identity = welcome.getIdentity();
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
    List.copyOf(streams).forEach(stream -> stream.endWith(reason));
    context.fail(connected, reason);
    context.done(ended);
  }
}
