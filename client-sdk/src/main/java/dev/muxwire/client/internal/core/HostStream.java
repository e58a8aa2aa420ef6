package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.HostListener;
import dev.muxwire.client.HostRegistration;
import dev.muxwire.client.HostTerminalListener;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.PublishedTerminal;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.HostRegistered;
import dev.muxwire.proto.v1.Open;
import dev.muxwire.proto.v1.OpenResult;
import dev.muxwire.proto.v1.RegisterHost;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The host role in one workspace. */
final class HostStream extends ClientStream implements HostRegistration {
  /** How the client keeps track of the streams that belong to the role. */
  interface Registry {
    void started(ClientStream stream);

    void ended(ClientStream stream);
  }

  private final String workspace;
  private final String hostId;
  private final String instance;
  private final HostListener listener;
  private final Registry registry;
  private final SerialCallbacks callbacks;
  private final CompletableFuture<Void> firstRegistered = new CompletableFuture<>();
  private final HostOpens opens = new HostOpens();

  /** Published terminals; looked up by any thread, changed by {@link #publish} and the loop. */
  private final Map<String, PublishStream> terminals = new ConcurrentHashMap<>();

  private boolean takeOver;

  // Valid for one connection.
  private boolean registered;

  HostStream(
      CoreContext context,
      String workspace,
      String hostId,
      String instance,
      boolean takeOver,
      HostListener listener,
      Registry registry) {
    super(context);
    this.workspace = workspace;
    this.hostId = hostId;
    this.instance = instance;
    this.takeOver = takeOver;
    this.listener = listener;
    this.registry = registry;
    this.callbacks = context.newCallbacks();
  }

  String workspace() {
    return workspace;
  }

  @Override
  public String hostId() {
    return hostId;
  }

  @Override
  public String instance() {
    return instance;
  }

  @Override
  public CompletableFuture<Void> registered() {
    return firstRegistered.copy();
  }

  @Override
  public PublishedTerminal publish(String terminalId, HostTerminalListener terminalListener) {
    PublishStream stream = new PublishStream(context, this, terminalId, terminalListener);
    if (terminals.putIfAbsent(terminalId, stream) != null) {
      throw new IllegalStateException(terminalId + " is published already");
    }
    context
        .loop()
        .execute(
            () -> {
              registry.started(stream);
              if (isEnded()) {
                stream.endWith(closed());
              }
            });
    return stream;
  }

  @Override
  public void close() {
    context.loop().execute(() -> endWith(closed()));
  }

  private static MuxwireException closed() {
    return new MuxwireException(ErrorCode.CANCELLED, "The host role was given up.");
  }

  boolean isRegistered() {
    return registered;
  }

  void finished(PublishStream stream) {
    terminals.remove(stream.terminalId(), stream);
    registry.ended(stream);
  }

  @Override
  boolean isWanted() {
    return true;
  }

  @Override
  Opening opening() {
    RegisterHost.Builder register =
        RegisterHost.newBuilder()
            .setWorkspace(workspace)
            .setHostId(hostId)
            .setInstance(instance)
            .setTakeOver(takeOver);
    terminals.values().stream()
        .map(PublishStream::living)
        .sorted(java.util.Comparator.comparing(living -> living.getTerminalId()))
        .forEach(register::addTerminals);
    return new Opening(ClientFrame.REGISTER_HOST_FIELD_NUMBER, register.build());
  }

  @Override
  void onOpen() {}

  @Override
  void onDetached() {
    registered = false;
    opens.detached();
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case HOST_REGISTERED -> onRegistered(frame.getHostRegistered());
      case OPEN -> onOpenAsked(frame.getOpen());
      default -> throw unexpected(frame);
    }
  }

  private void onRegistered(HostRegistered told) {
    registered = true;
    takeOver = false; // it is ours now, and a connection lost must not look like a rival
    for (String unknown : told.getUnknownTerminalIdsList()) {
      PublishStream stream = terminals.get(unknown);
      if (stream != null) {
        stream.endWith(
            new MuxwireException(ErrorCode.NOT_FOUND, "The server does not know " + unknown));
      }
      callbacks.execute(() -> listener.end(unknown));
    }
    for (PublishStream stream : List.copyOf(terminals.values())) {
      if (stream.isOpen()) {
        stream.reopen();
      } else {
        stream.tryOpen();
      }
    }
    callbacks.execute(listener::registered);
    context.done(firstRegistered);
  }

  private void onOpenAsked(Open asked) {
    String terminalId = asked.getTerminalId();
    if (!opens.begin(terminalId)) {
      want(Lane.CONTROL);
      return;
    }
    TerminalSpec spec = Converters.spec(terminalId, hostId, asked.getSpec());
    callbacks.execute(
        () ->
            start(terminalId, spec)
                .whenComplete(
                    (done, failure) -> context.loop().execute(() -> opened(terminalId, failure))));
  }

  private CompletionStage<Void> start(String terminalId, TerminalSpec spec) {
    try {
      return listener.open(terminalId, spec);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void opened(String terminalId, @Nullable Throwable failure) {
    OpenResult.Builder result = OpenResult.newBuilder().setTerminalId(terminalId);
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof MuxwireException refused) {
      result.setCodeValue(refused.code().number()).setMessage(String.valueOf(refused.getMessage()));
    } else if (cause != null) {
      result
          .setCodeValue(ErrorCode.SPAWN_FAILED.number())
          .setMessage(String.valueOf(cause.getMessage()));
    }
    opens.finished(result.build());
    want(Lane.CONTROL);
  }

  @Override
  boolean fillOpen(Lane lane, PacketWriter out) {
    if (lane != Lane.CONTROL) {
      return false;
    }
    for (OpenResult result = opens.nextDue(); result != null; result = opens.nextDue()) {
      if (out.add(streamId(), ClientFrame.OPEN_RESULT_FIELD_NUMBER, result)
          != PacketWriter.Added.YES) {
        return true;
      }
      opens.told(result.getTerminalId());
    }
    return false;
  }

  @Override
  void onEnded(@Nullable MuxwireException told) {
    MuxwireException reason = told != null ? told : closed();
    context.fail(firstRegistered, reason);
    new LinkedHashMap<>(terminals).values().forEach(stream -> stream.endWith(reason));
    callbacks.execute(() -> listener.ended(reason));
    registry.ended(this);
  }
}
