package dev.muxwire.client.internal.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber that keeps what it gets, and asks for what a test says. */
final class Recorder<T> implements Flow.Subscriber<T> {
  final List<T> events = new ArrayList<>();
  private final long firstDemand;
  Flow.@Nullable Subscription subscription;
  @Nullable Throwable failure;
  boolean completed;

  Recorder(long firstDemand) {
    this.firstDemand = firstDemand;
  }

  static <T> Recorder<T> unbounded() {
    return new Recorder<>(Long.MAX_VALUE);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (firstDemand > 0) {
      given.request(firstDemand);
    }
  }

  void request(long count) {
    Flow.Subscription given = subscription;
    if (given == null) {
      throw new AssertionError("no subscription yet");
    }
    given.request(count);
  }

  @Override
  public void onNext(T event) {
    events.add(event);
  }

  @Override
  public void onError(Throwable reason) {
    failure = reason;
  }

  @Override
  public void onComplete() {
    completed = true;
  }
}
