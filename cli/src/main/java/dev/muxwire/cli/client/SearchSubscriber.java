package dev.muxwire.cli.client;

import dev.muxwire.client.SearchEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes what a search finds at the pace of whoever handles it. */
public final class SearchSubscriber implements Flow.Subscriber<SearchEvent> {
  /** Events on the way; the stream's own window bounds their bytes. */
  private static final int EVENTS_AHEAD = 128;

  /** Handles events one after another. */
  @FunctionalInterface
  public interface Handler {
    /** Returns false to end here. */
    boolean handle(SearchEvent event);
  }

  private final Handler handler;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  public SearchSubscriber(Handler handler) {
    this.handler = handler;
  }

  /** Completes when the search or the handler ended; fails with the first failure of either. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(EVENTS_AHEAD);
  }

  @Override
  public void onNext(SearchEvent event) {
    if (ended.isDone() || subscription == null) {
      return;
    }
    try {
      if (handler.handle(event)) {
        subscription.request(1);
      } else {
        subscription.cancel();
        ended.complete(null);
      }
    } catch (RuntimeException e) {
      subscription.cancel();
      ended.completeExceptionally(e);
    }
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
