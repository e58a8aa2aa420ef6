package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A viewer that judges each event of a terminal, up to the program's end. */
abstract class JudgingViewer implements Flow.Subscriber<TerminalEvent> {
  private final int eventsAhead;
  private final CompletableFuture<TerminalExit> exit = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  JudgingViewer(int eventsAhead) {
    this.eventsAhead = eventsAhead;
  }

  /** Throws AssertionError if the event may not be, here. */
  abstract void judge(TerminalEvent event);

  /** The program's end; fails with whatever was wrong with the stream. */
  final CompletableFuture<TerminalExit> exit() {
    return exit;
  }

  @Override
  public final void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAhead);
  }

  @Override
  public final void onNext(TerminalEvent event) {
    try {
      judge(event);
      if (event instanceof TerminalEvent.Exited exited) {
        exit.complete(exited.exit());
      }
    } catch (AssertionError e) {
      exit.completeExceptionally(e);
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @Override
  public final void onError(Throwable failure) {
    exit.completeExceptionally(failure);
  }

  @Override
  public final void onComplete() {
    exit.completeExceptionally(new AssertionError("the stream ended"));
  }
}
