package dev.muxwire.symptoms;

import dev.muxwire.client.Attachment;
import dev.muxwire.client.TerminalEvent;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;

/** Types one byte at a time into a program that echoes, and knows which echo is whose. */
final class EchoTyper implements Flow.Subscriber<TerminalEvent> {
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
  private final Attachment shell;

  EchoTyper(Attachment shell) {
    this.shell = shell;
    shell.subscribe(this);
    shell.setFocus(true);
  }

  /** Completes with the echo. */
  CompletableFuture<Void> type() {
    CompletableFuture<Void> echoed = new CompletableFuture<>();
    waiting.add(echoed);
    CompletableFuture<Void> written = shell.write(new byte[] {'x'});
    return CompletableFuture.allOf(echoed, written.thenApply(nothing -> nothing));
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      for (int i = 0; i < output.data().length; i++) {
        CompletableFuture<Void> echoed = waiting.poll();
        if (echoed != null) {
          echoed.complete(null);
        }
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    waiting.forEach(echoed -> echoed.completeExceptionally(failure));
  }

  @Override
  public void onComplete() {}
}
