package dev.muxwire.cli.client;

import dev.muxwire.client.TerminalEvent;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a terminal's events at the pace of whoever handles them: an event counts as consumed when
 * it was handled, so a handler that waits for a slow terminal holds back the server, not memory.
 */
public final class TerminalSubscriber implements Flow.Subscriber<TerminalEvent> {
  /** Events on the way; the stream's own window bounds their bytes. */
  private static final int EVENTS_AHEAD = 32;

  /** Handles events one after another. */
  @FunctionalInterface
  public interface Handler {
    /** Returns false to end here. */
    boolean handle(TerminalEvent event) throws IOException;
  }

  private final Handler handler;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  public TerminalSubscriber(Handler handler) {
    this.handler = handler;
  }

  /** Completes when the stream or the handler ended; fails with the first failure of either. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(EVENTS_AHEAD);
  }

  @Override
  public void onNext(TerminalEvent event) {
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
