package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A viewer that keeps up, and counts. */
final class CountingViewer implements Flow.Subscriber<TerminalEvent> {
  private volatile long position;
  private volatile long received;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private Flow.@Nullable Subscription subscription;

  /** Bytes of output that arrived here. */
  long received() {
    return received;
  }

  /** The offset after the last of them. */
  long position() {
    return position;
  }

  /** Waits until so many bytes arrived in all. */
  void awaitReceived(long bytes) {
    Awaitility.await(bytes + " bytes")
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> received >= bytes || failure.get() != null);
    Throwable reason = failure.get();
    if (reason != null) {
      throw new AssertionError("a healthy viewer failed", reason);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(64);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // events come one at a time
  public void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      received += output.data().length;
      position = output.offset() + output.data().length;
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @Override
  public void onError(Throwable reason) {
    failure.set(reason);
  }

  @Override
  public void onComplete() {
    failure.set(new AssertionError("the stream ended"));
  }
}
