package dev.muxwire.simulation;

import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One fetch of history: in order, gapless but for what it says, and true to the program. */
final class FetchWatch implements Flow.Subscriber<TerminalEvent> {
  private final Simulation simulation;
  private final FakeProgram program;
  private final long from;
  private final long to;
  private final int eventsAtOnce;

  /** So much the log had for certain when it was asked. */
  private final long keptAtFirst;

  /** Before this everything was erased when it was asked. */
  private final long purgedAtFirst;

  private Flow.@Nullable Subscription subscription;
  private long next;
  private boolean ended;

  FetchWatch(Simulation simulation, FakeProgram program, long from, long to, int eventsAtOnce) {
    this.simulation = simulation;
    this.program = program;
    this.from = from;
    this.to = to;
    this.eventsAtOnce = eventsAtOnce;
    this.next = from;
    this.keptAtFirst = program.durable();
    this.purgedAtFirst = program.purgedTo();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAtOnce);
  }

  @Override
  public void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      check(output.offset() == next, "page at " + output.offset() + ", not " + next);
      check(program.emittedAt(next, output.data()), "bytes never emitted at " + next);
      check(next >= purgedAtFirst, "page at " + next + ", purged up to " + purgedAtFirst);
      next += output.data().length;
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      check(skipped.from() == next, "skipped from " + skipped.from() + ", not " + next);
      check(
          skipped.reason() != TerminalEvent.Skipped.Reason.PURGED
              || program.mayBePurgedTo(skipped.to()),
          "purged without a request: " + skipped);
      next = skipped.to();
    }
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
  }

  @Override
  public void onError(Throwable reason) {
    boolean expected =
        reason instanceof MuxwireException known
            && known.code() == dev.muxwire.client.ErrorCode.NOT_FOUND;
    check(expected, "ended with " + reason);
    ended = true;
  }

  @Override
  public void onComplete() {
    ended = true;
  }

  void checkAtRest() {
    check(ended, "never ended");
    long until = to == 0 ? keptAtFirst : Math.min(to, keptAtFirst);
    check(next >= until, "ended at " + next + " of " + until);
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      simulation.fail("fetch of " + program.terminalId() + " [" + from + "," + to + ") " + what);
    }
  }
}
