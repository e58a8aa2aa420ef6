package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes all output of a terminal, and insists that it comes in order, without hole or repeat. */
final class HashingViewer implements Flow.Subscriber<TerminalEvent> {
  private static final int EVENTS_AHEAD = 64;

  private final java.security.MessageDigest digest = Hashes.sha256();
  private final AtomicLong received = new AtomicLong();
  private final CompletableFuture<TerminalExit> exit = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /** Bytes so far. */
  long received() {
    return received.get();
  }

  /** The program's end; fails with whatever was wrong with the stream. */
  CompletableFuture<TerminalExit> exit() {
    return exit;
  }

  /** Once the exit was told. */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
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

  private void handle(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      if (output.offset() != received.get()) {
        throw new AssertionError(
            "output at " + output.offset() + ", after " + received + " bytes were received");
      }
      digest.update(output.data());
      received.addAndGet(output.data().length);
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      throw new AssertionError("a lossless viewer within retention was told " + skipped);
    } else if (event instanceof TerminalEvent.Exited exited) {
      exit.complete(exited.exit());
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
