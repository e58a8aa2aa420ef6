package dev.muxwire.client.internal.core;

import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.time.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What was handed in, and what all parts of one client share. */
final class CoreContext {
  private static final char[] ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789".toCharArray();
  private static final int ID_LENGTH = 21;

  private final ClientOptions options;
  private final Loop loop;
  private final RandomGenerator random;
  private final Executor callbackExecutor;
  private final SerialCallbacks futures;

  CoreContext(ClientOptions options, Loop loop, RandomGenerator random) {
    this.options = options;
    this.loop = loop;
    this.random = random;
    Executor given = options.callbackExecutor();
    this.callbackExecutor = given != null ? given : Runnable::run;
    this.futures = new SerialCallbacks(callbackExecutor);
  }

  ClientOptions options() {
    return options;
  }

  ClientOptions.Limits limits() {
    return options.limits();
  }

  Loop loop() {
    return loop;
  }

  RandomGenerator random() {
    return random;
  }

  Retries newRetries() {
    return new Retries(options.backoff(), random);
  }

  /** Callbacks with an order of their own. */
  SerialCallbacks newCallbacks() {
    return new SerialCallbacks(callbackExecutor);
  }

  /** From any thread; dependants run on the callback executor. */
  <T extends @Nullable Object> void complete(CompletableFuture<T> future, T value) {
    futures.execute(() -> future.complete(value));
  }

  /** As {@link #complete}, for futures without a value. */
  @SuppressWarnings("NullAway") // a Void has no other value
  void done(CompletableFuture<Void> future) {
    futures.execute(() -> future.complete(null));
  }

  /** From any thread; dependants run on the callback executor. */
  void fail(CompletableFuture<?> future, MuxwireException reason) {
    futures.execute(() -> future.completeExceptionally(reason));
  }

  /** Ends a future as its request ends. */
  <T extends @Nullable Object> PendingRequest.Outcome<T> outcome(CompletableFuture<T> future) {
    return new PendingRequest.Outcome<>() {
      @Override
      public void succeeded(T value) {
        complete(future, value);
      }

      @Override
      public void failed(MuxwireException reason) {
        fail(future, reason);
      }
    };
  }

  /** The callbacks of the client as a whole. */
  Executor futures() {
    return futures;
  }

  /** A random id. */
  String newId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_CHARACTERS[random.nextInt(ID_CHARACTERS.length)]);
    }
    return id.toString();
  }
}
