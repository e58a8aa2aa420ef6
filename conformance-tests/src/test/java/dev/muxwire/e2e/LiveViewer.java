package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalEvent.Skipped;
import dev.muxwire.client.TerminalExit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Insists that each byte either comes, and is the one that was printed there, or is told to be
 * skipped for its lag; in order, and none of it twice.
 */
final class LiveViewer implements Flow.Subscriber<TerminalEvent> {
  private static final int EVENTS_AHEAD = 16;

  private final RandomOutput printed;
  private final CompletableFuture<TerminalExit> exit = new CompletableFuture<>();
  private volatile long position;
  private volatile long skippedBytes;
  private Flow.@Nullable Subscription subscription;

  LiveViewer(RandomOutput printed) {
    this.printed = printed;
  }

  /** All before it was delivered, or told to be skipped. */
  long position() {
    return position;
  }

  long skippedBytes() {
    return skippedBytes;
  }

  /** The program's end; fails with whatever was wrong with the stream. */
  CompletableFuture<TerminalExit> exit() {
    return exit;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(EVENTS_AHEAD);
  }

  @Override
  public void onNext(TerminalEvent event) {
    try {
      handle(event);
    } catch (AssertionError e) {
      exit.completeExceptionally(e);
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // events come one at a time
  private void handle(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      require(output.offset() == position, "output joins", event);
      require(printed.isAt(output.offset(), output.data()), "output is what was printed", event);
      position += output.data().length;
    } else if (event instanceof Skipped skipped) {
      require(skipped.from() == position && skipped.to() > position, "a gap joins", event);
      require(skipped.reason() == Skipped.Reason.LAG, "all else is retained", event);
      skippedBytes += skipped.to() - skipped.from();
      position = skipped.to();
    } else if (event instanceof TerminalEvent.Exited exited) {
      exit.complete(exited.exit());
    }
  }

  private void require(boolean holds, String what, TerminalEvent event) {
    if (!holds) {
      throw new AssertionError("not so: " + what + ", at " + position + ": " + event);
    }
  }

  @Override
  public void onError(Throwable failure) {
    exit.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    exit.completeExceptionally(new AssertionError("the stream ended"));
  }
}
