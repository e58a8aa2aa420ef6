package dev.muxwire.simulation;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One fetch of lines by number: with the right numbers, in order, no more than was asked for. */
final class LinesWatch implements Flow.Subscriber<TerminalEvent> {
  private final Simulation simulation;
  private final FakeProgram program;
  private final LineRange lines;
  private final int eventsAtOnce;
  private final long keptAtFirst;

  private Flow.@Nullable Subscription subscription;
  private boolean begun;
  private boolean owesNumber = true;

  /** There is no such line: it stands at the end, behind the unfinished one. */
  private boolean beyondTheLast;

  private boolean ended;
  private boolean refused;
  private long next;
  private long deliveredTo;

  /**
   * @param lines by number, with none before
   */
  LinesWatch(Simulation simulation, FakeProgram program, LineRange lines, int eventsAtOnce) {
    this.simulation = simulation;
    this.program = program;
    this.lines = lines;
    this.eventsAtOnce = eventsAtOnce;
    this.keptAtFirst = program.durable();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(eventsAtOnce);
  }

  @Override
  public void onNext(TerminalEvent event) {
    if (event instanceof TerminalEvent.LineNumber number) {
      number(number);
    } else if (event instanceof TerminalEvent.Output output) {
      check(!beyondTheLast, "bytes of no line at " + next);
      check(!owesNumber, "no number came before the bytes at " + output.offset());
      check(output.offset() == next, "bytes at " + output.offset() + ", not " + next);
      check(program.emittedAt(next, output.data()), "bytes never emitted at " + next);
      next += output.data().length;
      deliveredTo = next;
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      check(skipped.from() == next, "skipped from " + skipped.from() + ", not " + next);
      next = skipped.to();
      owesNumber = skipped.reason() != TerminalEvent.Skipped.Reason.LOST;
    }
    Flow.Subscription current = subscription;
    if (current != null) {
      current.request(1);
    }
  }

  private void number(TerminalEvent.LineNumber number) {
    check(!begun || number.offset() == next, "a number at " + number.offset() + ", not " + next);
    long due = program.breaksBefore(number.offset());
    beyondTheLast = number.line() == due + 1 && lines.position() > due;
    // What was erased while no counts could be stored is in no count.
    boolean maybeUncounted = simulation.diskWasFull() && number.line() < due;
    check(
        number.line() == due || beyondTheLast || maybeUncounted,
        number.offset() + " is in line " + number.line() + ", not " + due);
    next = number.offset();
    begun = true;
    owesNumber = false;
  }

  @Override
  public void onError(Throwable reason) {
    check(
        reason instanceof MuxwireException known && known.code() == ErrorCode.NOT_FOUND,
        "ended with " + reason);
    ended = true;
    refused = true;
  }

  @Override
  public void onComplete() {
    ended = true;
  }

  void checkAtRest() {
    check(ended, "never ended");
    if (refused) {
      return;
    }
    check(begun, "told nothing");
    long until = program.lineStart(lines.position() + lines.after());
    check(deliveredTo <= until, "bytes up to " + deliveredTo + ", beyond " + until);
    check(next >= Math.min(until, keptAtFirst), "ended at " + next + " of " + until);
  }

  private void check(boolean holds, String what) {
    if (!holds) {
      simulation.fail("lines of " + program.terminalId() + " " + lines + ": " + what);
    }
  }
}
