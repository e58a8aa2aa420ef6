package dev.muxwire.client.internal.core;

import dev.muxwire.client.MuxwireException;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.wire.ProtocolViolation;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request on its way from the application to its result; touched on the loop alone. */
final class PendingRequest<T extends @Nullable Object> {
  /** Whoever waits for a result; told once, on the loop. */
  interface Outcome<T extends @Nullable Object> {
    void succeeded(T value);

    void failed(MuxwireException reason);
  }

  // Valid for its whole life.
  final Requests.Kind<T> kind;
  final int bytes;

  /** It counts among the application's own. */
  final boolean counts;

  private final BooleanSupplier ready;
  private final Outcome<T> outcome;

  // Valid for one identity.
  long seq;
  boolean sentEver;

  // Valid for one connection.
  boolean onWire;

  /** On an earlier one, so that a refusal on this one does not tell whether it ran. */
  boolean sentEarlier;

  /** In chunks; 0 = not so. */
  long transferId;

  /**
   * A request that was not sent yet.
   *
   * @param counts true: against the bounds of the application's own
   * @param bytes what it takes of the buffer
   * @param ready false: it must wait, and all after it
   */
  PendingRequest(
      Requests.Kind<T> kind, boolean counts, int bytes, BooleanSupplier ready, Outcome<T> outcome) {
    this.kind = kind;
    this.counts = counts;
    this.bytes = bytes;
    this.ready = ready;
    this.outcome = outcome;
  }

  boolean isReady() {
    return ready.getAsBoolean();
  }

  /** The server may have run it, and would not do it again: its end is not known without it. */
  boolean mayHaveRun() {
    return sentEver && kind.exactlyOnce();
  }

  /**
   * Ends with a result.
   *
   * @throws ProtocolViolation it cannot be read; the request has failed
   */
  void answer(ServerFrame frame) {
    T value;
    try {
      value = kind.decoder().apply(frame);
    } catch (MuxwireException failure) {
      outcome.failed(failure);
      return;
    } catch (ProtocolViolation violation) {
      outcome.failed(Converters.exception(violation));
      throw violation;
    }
    outcome.succeeded(value);
  }

  void fail(MuxwireException reason) {
    outcome.failed(reason);
  }
}
