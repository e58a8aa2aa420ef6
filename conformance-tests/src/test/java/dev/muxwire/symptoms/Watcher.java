package dev.muxwire.symptoms;

import dev.muxwire.client.TerminalEvent;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Keeps what a viewer was told, and insists that its output has neither hole nor repeat. */
final class Watcher implements Flow.Subscriber<TerminalEvent> {
  private static final int EVENTS_AHEAD = 64;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final List<TerminalEvent> others = new ArrayList<>();
  private long liveBytes;
  private @Nullable Throwable trouble;
  private Flow.@Nullable Subscription subscription;

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(EVENTS_AHEAD);
  }

  @Override
  public synchronized void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output part) {
      if (part.offset() != output.size()) {
        trouble = new AssertionError("output at " + part.offset() + ", not " + output.size());
      }
      output.writeBytes(part.data());
      liveBytes += part.history() ? 0 : part.data().length;
    } else {
      others.add(event);
    }
    if (subscription != null) {
      subscription.request(1);
    }
  }

  @Override
  public synchronized void onError(Throwable reason) {
    trouble = reason;
  }

  @Override
  public void onComplete() {}

  synchronized int size() {
    return output.size();
  }

  /** Bytes that were not marked as history. */
  synchronized long liveBytes() {
    return liveBytes;
  }

  synchronized byte[] output() {
    return output.toByteArray();
  }

  /** How many events other than output are such. */
  synchronized long count(Predicate<TerminalEvent> wanted) {
    return others.stream().filter(wanted).count();
  }

  private synchronized boolean isThere(int bytes) {
    return output.size() >= bytes || trouble != null;
  }

  /** Waits until it has so many bytes from the terminal's start. */
  void awaitSize(int bytes) {
    Awaitility.await(bytes + " bytes of output")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> isThere(bytes));
    synchronized (this) {
      if (trouble != null) {
        throw new AssertionError("a viewer failed", trouble);
      }
    }
  }
}
