package dev.muxwire.simulation;

import dev.muxwire.client.LineRange;
import dev.muxwire.client.TerminalEvent;

/** One fetch of lines by number: with the right numbers, in order, no more than was asked for. */
final class LinesWatch extends HistoryWatch<TerminalEvent> {
  private final LineRange lines;
  private boolean begun;
  private boolean owesNumber = true;

  /** There is no such line: it stands at the end, behind the unfinished one. */
  private boolean beyondTheLast;

  private long next;
  private long deliveredTo;

  /**
   * @param lines by number, with none before
   */
  LinesWatch(Simulation simulation, FakeProgram program, LineRange lines, int eventsAtOnce) {
    super(simulation, program, "lines " + lines, eventsAtOnce);
    this.lines = lines;
  }

  @Override
  void take(TerminalEvent event) {
    if (event instanceof TerminalEvent.LineNumber number) {
      number(number);
    } else if (event instanceof TerminalEvent.Output output) {
      check(!beyondTheLast, "bytes of no line at " + next);
      check(!owesNumber, () -> "no number came before the bytes at " + output.offset());
      check(output.offset() == next, () -> "bytes at " + output.offset() + ", not " + next);
      check(program.emittedAt(next, output.data()), () -> "bytes never emitted at " + next);
      next += output.data().length;
      deliveredTo = next;
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      check(skipped.from() == next, "skipped from " + skipped.from() + ", not " + next);
      next = skipped.to();
      owesNumber = skipped.reason() != TerminalEvent.Skipped.Reason.LOST;
    }
  }

  private void number(TerminalEvent.LineNumber number) {
    check(!begun || number.offset() == next, "a number at " + number.offset() + ", not " + next);
    long due = program.breaksBefore(number.offset());
    beyondTheLast = number.line() == due + 1 && lines.position() > due;
    // What was erased while no counts could be stored is in no count.
    boolean maybeUncounted = diskWasFull() && number.line() < due;
    check(
        number.line() == due || beyondTheLast || maybeUncounted,
        number.offset() + " is in line " + number.line() + ", not " + due);
    next = number.offset();
    begun = true;
    owesNumber = false;
  }

  @Override
  void checkWhole() {
    if (isRefused()) {
      return;
    }
    check(begun, "told nothing");
    long until = program.lineStart(lines.position() + lines.after());
    check(deliveredTo <= until, "bytes up to " + deliveredTo + ", beyond " + until);
    check(next >= Math.min(until, keptAtFirst), "ended at " + next + " of " + until);
  }
}
