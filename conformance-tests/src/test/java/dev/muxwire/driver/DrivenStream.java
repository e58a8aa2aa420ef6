package dev.muxwire.driver;

import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application that consumes one event at a time, and can stop. Any thread.
 *
 * @param <T> the events
 */
final class DrivenStream<T> implements Flow.Subscriber<T> {
  private final int id;
  private final EventWriter events;
  private final Consumer<T> tell;
  private Flow.@Nullable Subscription subscription;
  private boolean consuming;
  private boolean asked;
  private boolean ended;

  DrivenStream(int id, EventWriter events, boolean stopped, Consumer<T> tell) {
    this.id = id;
    this.events = events;
    this.consuming = !stopped;
    this.tell = tell;
  }

  synchronized void consuming(boolean value) {
    consuming = value;
    ask();
  }

  private void ask() {
    Flow.Subscription current = subscription;
    if (consuming && !asked && current != null) {
      asked = true;
      current.request(1);
    }
  }

  /** Ends it; the end is told once. */
  synchronized void cancel() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    if (!ended) {
      ended = true;
      events.ended(id, failure);
    }
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (ended) {
      given.cancel(); // that came before the subscription
    }
    ask();
  }

  @Override
  public synchronized void onNext(T event) {
    asked = false;
    tell.accept(event);
    ask();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public synchronized void onComplete() {
    end(null);
  }
}
