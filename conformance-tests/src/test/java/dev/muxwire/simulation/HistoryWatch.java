package dev.muxwire.simulation;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireException;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches what comes of one question about a terminal's history. */
abstract class HistoryWatch<T> implements Flow.Subscriber<T> {
  final FakeProgram program;

  /** So much the log had for certain when it was asked. */
  final long keptAtFirst;

  /** Before this everything was erased when it was asked. */
  final long purgedAtFirst;

  private final Simulation simulation;
  private final String what;
  private final int eventsAtOnce;
  private Flow.@Nullable Subscription subscription;
  private boolean ended;
  private boolean refused;

  /**
   * @param what is asked, for failures
   */
  HistoryWatch(Simulation simulation, FakeProgram program, String what, int eventsAtOnce) {
    this.simulation = simulation;
    this.program = program;
    this.what = what;
    this.eventsAtOnce = eventsAtOnce;
    this.keptAtFirst = program.durable();
    this.purgedAtFirst = program.purgedTo();
  }

  abstract void take(T event);

  /** It came to its end: was everything there? */
  abstract void checkWhole();

  @Override
  public final void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAtOnce);
  }

  @Override
  public final void onNext(T event) {
    take(event);
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
  }

  @Override
  public final void onError(Throwable reason) {
    check(
        reason instanceof MuxwireException known && known.code() == ErrorCode.NOT_FOUND,
        "ended with " + reason);
    ended = true;
    refused = true;
  }

  @Override
  public final void onComplete() {
    ended = true;
  }

  final void checkAtRest() {
    check(ended, "never ended");
    checkWhole();
  }

  /** There was no such terminal, or is none any more. */
  final boolean isRefused() {
    return refused;
  }

  final boolean diskWasFull() {
    return simulation.diskWasFull();
  }

  final void check(boolean holds, String complaint) {
    check(holds, () -> complaint);
  }

  final void check(boolean holds, Supplier<String> complaint) {
    simulation.check(holds, () -> what + " of " + program.terminalId() + " " + complaint.get());
  }
}
