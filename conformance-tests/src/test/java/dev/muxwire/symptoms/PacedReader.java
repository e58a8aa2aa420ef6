package dev.muxwire.symptoms;

import dev.muxwire.client.TerminalEvent;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A viewer that reads when it is told to, and insists on every byte. */
final class PacedReader implements Flow.Subscriber<TerminalEvent> {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
  private final CompletableFuture<TerminalEvent.Exited> exited = new CompletableFuture<>();
  private boolean reading;
  private @Nullable Throwable trouble;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    given.request(1); // Attached
    subscribed.complete(given);
  }

  /** Reads on and on. */
  void read() throws Exception {
    synchronized (this) {
      reading = true;
    }
    TestServer.done(subscribed).request(Long.MAX_VALUE);
  }

  @Override
  public synchronized void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output part) {
      if (!reading || part.offset() != output.size()) {
        trouble = new AssertionError("output at " + part.offset() + ", not " + output.size());
      }
      output.writeBytes(part.data());
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      trouble = new AssertionError("lost: " + skipped);
    } else if (event instanceof TerminalEvent.Exited exit) {
      exited.complete(exit);
    }
  }

  @Override
  public synchronized void onError(Throwable reason) {
    trouble = reason;
    exited.completeExceptionally(reason);
  }

  @Override
  public void onComplete() {}

  synchronized int size() {
    return output.size();
  }

  /** All that was read, without hole or repeat. */
  synchronized byte[] output() {
    if (trouble != null) {
      throw new AssertionError("a viewer failed", trouble);
    }
    return output.toByteArray();
  }

  CompletableFuture<TerminalEvent.Exited> exited() {
    return exited;
  }
}
