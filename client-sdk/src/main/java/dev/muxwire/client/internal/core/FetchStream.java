package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream that brings one subscriber what it asked for, and ends: nothing is sent on it but its
 * opening. If that needs a feature it waits for Welcome, which tells whether the server has it.
 */
abstract class FetchStream<E> extends ClientStream {
  final EventDelivery<E> delivery;
  private final @Nullable String feature;
  private final Consumer<ClientStream> whenEnded;

  /**
   * @param feature what the server must have; null if every one can do it
   */
  FetchStream(
      CoreContext context,
      @Nullable String feature,
      Flow.Subscriber<? super E> subscriber,
      Consumer<ClientStream> whenEnded) {
    super(context);
    this.feature = feature;
    this.whenEnded = whenEnded;
    this.delivery =
        new EventDelivery<>(
            context.loop(),
            context.newCallbacks(),
            () -> endWith(new MuxwireException(ErrorCode.CANCELLED, "Cancelled.")),
            subscriber);
  }

  /** Hands the subscriber its subscription; to be called once, when all of the stream is made. */
  final void begin() {
    delivery.begin();
  }

  @Override
  final boolean isWanted() {
    Link current = link();
    return feature == null || (current != null && current.isWelcomed() && current.has(feature));
  }

  /** To be called when it was started on a connection that may know us already. */
  final void requireFeature() {
    Link current = link();
    boolean lacks =
        feature != null && current != null && current.isWelcomed() && !current.has(feature);
    if (lacks) {
      endWith(
          new MuxwireException(
              ErrorCode.UNSUPPORTED, "This server has no feature '" + feature + "'."));
    }
  }

  @Override
  final void onWelcome(boolean identityReset) {
    if (feature != null) {
      requireFeature();
      tryOpen();
    }
  }

  /** Only the end was still to be told. */
  final void finish() {
    stop();
    onEnded(null);
  }

  @Override
  final boolean fillOpen(Lane lane, PacketWriter out) {
    return false;
  }

  @Override
  final void onEnded(@Nullable MuxwireException reason) {
    if (reason == null) {
      delivery.complete();
    } else {
      delivery.fail(reason);
    }
    whenEnded.accept(this);
  }
}
