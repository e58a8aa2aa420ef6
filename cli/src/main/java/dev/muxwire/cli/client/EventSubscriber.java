package dev.muxwire.cli.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes events at the pace of whoever handles them: an event counts as consumed when it was
 * handled, so a handler that waits for a slow terminal holds back the server, not memory.
 */
public abstract class EventSubscriber<E> implements Flow.Subscriber<E> {
  /** Handles events one after another. */
  @FunctionalInterface
  public interface Handler<E> {
    /** Returns false to end here. */
    boolean handle(E event) throws IOException;
  }

  private final Handler<E> handler;
  private final int eventsAhead;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /**
   * @param eventsAhead events on the way; the stream's own window bounds their bytes
   */
  EventSubscriber(Handler<E> handler, int eventsAhead) {
    this.handler = handler;
    this.eventsAhead = eventsAhead;
  }

  /** Completes when the stream or the handler ended; fails with the first failure of either. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAhead);
  }

  @Override
  public void onNext(E event) {
    if (ended.isDone()) {
      return;
    }
    try {
      if (!handler.handle(event)) {
        end();
      } else if (subscription != null) {
        subscription.request(1);
      }
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
      end();
    }
  }

  private void end() {
    if (subscription != null) {
      subscription.cancel();
    }
    ended.complete(null);
  }

  @Override
  public void onError(Throwable failure) {
    ended.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    ended.complete(null);
  }
}
