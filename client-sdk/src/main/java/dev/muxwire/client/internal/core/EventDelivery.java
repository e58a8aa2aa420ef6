package dev.muxwire.client.internal.core;

import dev.muxwire.time.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to one subscriber as it asks for them, a bounded batch at a time, on the callback
 * executor. What waits here is bounded by the stream's credit.
 *
 * @param <T> the events
 */
final class EventDelivery<T> implements Flow.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
  private static final int MAX_BATCH = 64;

  private record Item<T>(T event, Runnable whenHandedOver, Runnable whenConsumed) {}

  private final Loop loop;
  private final Executor callbacks;
  private final Runnable whenCancelled;
  private final Flow.Subscriber<? super T> subscriber;

  private final ArrayDeque<Item<T>> waiting = new ArrayDeque<>();
  private long demand;
  private boolean inFlight;
  private @Nullable Runnable end;

  /** Set by any thread; read between two events so that a cancel takes effect at once. */
  private volatile boolean cancelled;

  EventDelivery(
      Loop loop,
      Executor callbacks,
      Runnable whenCancelled,
      Flow.Subscriber<? super T> subscriber) {
    this.loop = loop;
    this.callbacks = callbacks;
    this.whenCancelled = whenCancelled;
    this.subscriber = subscriber;
  }

  /** Tells the subscriber its subscription, before anything else. */
  void begin() {
    callbacks.execute(() -> subscriber.onSubscribe(this));
  }

  @Override
  public void request(long n) {
    loop.execute(
        () -> {
          if (n <= 0) {
            end(() -> subscriber.onError(new IllegalArgumentException("request of " + n)));
            whenCancelled.run();
            return;
          }
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
          deliver();
        });
  }

  @Override
  public void cancel() {
    cancelled = true;
    loop.execute(
        () -> {
          waiting.clear();
          whenCancelled.run();
        });
  }

  /**
   * Adds an event.
   *
   * @param whenHandedOver runs on the loop when the event can no longer be taken back
   * @param whenConsumed runs on the loop once the subscriber's {@code onNext} returned
   */
  void offer(T event, Runnable whenHandedOver, Runnable whenConsumed) {
    if (!cancelled && end == null) {
      waiting.add(new Item<>(event, whenHandedOver, whenConsumed));
      deliver();
    }
  }

  /** Forgets what was not handed over: the stream will bring it again. */
  void clear() {
    waiting.clear();
  }

  /** After what waits, which is still delivered as it is asked for. */
  void complete() {
    end(subscriber::onComplete);
  }

  /** After what waits, which is still delivered as it is asked for. */
  void fail(Throwable reason) {
    end(() -> subscriber.onError(reason));
  }

  private void end(Runnable signal) {
    if (end == null) {
      end = signal;
      deliver();
    }
  }

  private void deliver() {
    if (inFlight || cancelled) {
      return;
    }
    List<Item<T>> batch = new ArrayList<>();
    while (demand > 0 && batch.size() < MAX_BATCH && !waiting.isEmpty()) {
      Item<T> item = waiting.remove();
      batch.add(item);
      demand--;
      item.whenHandedOver().run();
    }
    Runnable signal = end;
    if (!batch.isEmpty()) {
      inFlight = true;
      callbacks.execute(() -> handOver(batch));
    } else if (signal != null && waiting.isEmpty()) {
      cancelled = true;
      callbacks.execute(signal);
    }
  }

  private void handOver(List<Item<T>> batch) {
    int done = 0;
    try {
      for (Item<T> item : batch) {
        if (cancelled) {
          break;
        }
        subscriber.onNext(item.event());
        done++;
      }
    } catch (RuntimeException e) {
      LOG.warn("A subscriber threw; its subscription is cancelled", e);
      cancel();
    }
    List<Item<T>> consumed = batch.subList(0, done);
    loop.execute(
        () -> {
          inFlight = false;
          consumed.forEach(item -> item.whenConsumed().run());
          deliver();
        });
  }
}
