package dev.muxwire.client.internal.core;

import dev.muxwire.client.ChangeSet;
import dev.muxwire.client.Entity;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MutationResult;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import dev.muxwire.client.internal.state.LocalEdit;
import dev.muxwire.client.internal.state.Mutations;
import dev.muxwire.client.internal.state.OptimisticState;
import dev.muxwire.client.internal.state.ReplicaState;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A state or presence stream, as the replica that the application holds. */
final class StateStream extends ClientStream implements WorkspaceReplica {
  private record Waiter(long revision, CompletableFuture<WorkspaceView> future) {}

  private final Subscribe filter;
  private final ReplicaState state;

  /** Null: this client's pending edits are not shown. */
  private final @Nullable OptimisticState optimistic;

  private final SerialCallbacks callbacks;
  private final Consumer<ClientStream> whenEnded;
  private final CompletableFuture<WorkspaceView> firstConsistent = new CompletableFuture<>();

  /** Written on the loop, read by any thread. */
  private volatile WorkspaceView view;

  private final List<ReplicaNotifier> listeners = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private @Nullable MuxwireException endReason;

  StateStream(
      CoreContext context,
      String workspace,
      SubscribeOptions options,
      Consumer<ClientStream> whenEnded) {
    super(context);
    this.filter = Mutations.encode(workspace, options);
    this.state = new ReplicaState(workspace);
    this.optimistic = options.optimistic() ? new OptimisticState(options, state.view()) : null;
    this.view = state.view();
    this.callbacks = context.newCallbacks();
    this.whenEnded = whenEnded;
  }

  @Override
  public WorkspaceView view() {
    return view;
  }

  @Override
  public CompletableFuture<WorkspaceView> firstConsistent() {
    return firstConsistent.copy();
  }

  @Override
  public CompletableFuture<WorkspaceView> atLeast(long revision) {
    CompletableFuture<WorkspaceView> future = new CompletableFuture<>();
    context.loop().execute(() -> addWaiter(new Waiter(revision, future)));
    return future;
  }

  private void addWaiter(Waiter waiter) {
    MuxwireException reason = endReason;
    if (isConsistent() && view.revision() >= waiter.revision()) {
      context.complete(waiter.future(), view);
    } else if (reason != null) {
      context.fail(waiter.future(), reason);
    } else {
      waiters.add(waiter);
    }
  }

  @Override
  public void addListener(Listener listener) {
    context
        .loop()
        .execute(
            () -> {
              MuxwireException reason = endReason;
              ReplicaNotifier notifier = new ReplicaNotifier(listener, callbacks);
              listeners.add(notifier);
              WorkspaceView now = view;
              if (isConsistent() || now.size() > 0) {
                List<Entity> all = List.copyOf(now.entities());
                notifier.changed(now, new ChangeSet(0, now.revision(), all, List.of(), List.of()));
              }
              if (reason != null) {
                callbacks.execute(() -> listener.ended(reason));
              }
            });
  }

  @Override
  public void removeListener(Listener listener) {
    context.loop().execute(() -> listeners.removeIf(notifier -> notifier.listener() == listener));
  }

  @Override
  public void close() {
    context
        .loop()
        .execute(
            () -> endWith(new MuxwireException(ErrorCode.CANCELLED, "The replica was closed.")));
  }

  private boolean isConsistent() {
    return view.epoch() != 0 || view.revision() != 0;
  }

  @Override
  boolean isWanted() {
    return true;
  }

  @Override
  Opening opening() {
    StateCursor cursor = state.cursor();
    return new Opening(
        ClientFrame.SUBSCRIBE_FIELD_NUMBER,
        cursor == null ? filter : filter.toBuilder().setCursor(cursor).build());
  }

  @Override
  void onOpen() {}

  @Override
  void onDetached() {}

  @Override
  void onViolation() {
    state.forgetCursor();
  }

  @Override
  void onFrame(ServerFrame frame, Runnable whenConsumed) {
    switch (frame.getBodyCase()) {
      case SUBSCRIBED -> state.begin(frame.getSubscribed());
      case STATE_PART -> apply(frame.getStatePart());
      default -> throw unexpected(frame);
    }
    whenConsumed.run();
  }

  private void apply(StatePart part) {
    ChangeSet changes = state.apply(part);
    if (part.getFocus()) {
      var entities = state.stagedOf(part);
      listeners.forEach(notifier -> callbacks.execute(() -> notifier.listener().focus(entities)));
    }
    if (changes != null) {
      publish(changes);
    }
  }

  private void publish(ChangeSet confirmedChanges) {
    boolean first = !isConsistent();
    WorkspaceView confirmed = state.view();
    if (optimistic == null) {
      show(confirmed, confirmedChanges, first);
    } else {
      ChangeSet changes = optimistic.confirmed(confirmed, confirmedChanges);
      show(optimistic.view(), changes, first);
    }
    reached(view);
  }

  private void show(WorkspaceView now, ChangeSet changes, boolean first) {
    view = now;
    if (first || !changes.isEmpty()) {
      listeners.forEach(notifier -> notifier.changed(now, changes));
    }
  }

  /** An edit of this client waits for its verdict. */
  void edited(LocalEdit edit) {
    optimistic().edited(edit);
  }

  /** The server applied an edit. */
  void acknowledged(LocalEdit edit, MutationResult result) {
    optimistic().acknowledged(edit, result);
  }

  /** An edit was refused, or its outcome will not be known. */
  void refused(LocalEdit edit) {
    optimistic().refused(edit);
  }

  /** Shows what edits changed. */
  void settle() {
    ChangeSet changes = optimistic().settle();
    show(optimistic().view(), changes, false);
  }

  private OptimisticState optimistic() {
    return Objects.requireNonNull(optimistic);
  }

  private void reached(WorkspaceView now) {
    context.complete(firstConsistent, now);
    waiters.removeIf(
        waiter -> {
          boolean reached = now.revision() >= waiter.revision();
          if (reached) {
            context.complete(waiter.future(), now);
          }
          return reached;
        });
  }

  @Override
  boolean fillOpen(Lane lane, PacketWriter out) {
    return false;
  }

  @Override
  void onEnded(@Nullable MuxwireException told) {
    MuxwireException reason =
        told != null
            ? told
            : new MuxwireException(ErrorCode.CANCELLED, "The server closed the stream.");
    endReason = reason;
    context.fail(firstConsistent, reason);
    waiters.forEach(waiter -> context.fail(waiter.future(), reason));
    waiters.clear();
    listeners.forEach(notifier -> callbacks.execute(() -> notifier.listener().ended(reason)));
    whenEnded.accept(this);
  }
}
