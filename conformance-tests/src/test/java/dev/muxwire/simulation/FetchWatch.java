package dev.muxwire.simulation;

import dev.muxwire.client.TerminalEvent;

/** One fetch of history: in order, gapless but for what it says, and true to the program. */
final class FetchWatch extends HistoryWatch<TerminalEvent> {
  private final long to;
  private long next;

  FetchWatch(Simulation simulation, FakeProgram program, long from, long to, int eventsAtOnce) {
    super(simulation, program, "fetch [" + from + "," + to + ")", eventsAtOnce);
    this.to = to;
    this.next = from;
  }

  @Override
  void take(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      check(output.offset() == next, () -> "page at " + output.offset() + ", not " + next);
      check(program.emittedAt(next, output.data()), () -> "bytes never emitted at " + next);
      check(next >= purgedAtFirst, () -> "page at " + next + ", purged up to " + purgedAtFirst);
      next += output.data().length;
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      check(skipped.from() == next, "skipped from " + skipped.from() + ", not " + next);
      check(
          skipped.reason() != TerminalEvent.Skipped.Reason.PURGED
              || program.mayBePurgedTo(skipped.to()),
          "purged without a request: " + skipped);
      next = skipped.to();
    }
  }

  @Override
  void checkWhole() {
    long until = to == 0 ? keptAtFirst : Math.min(to, keptAtFirst);
    check(next >= until, "ended at " + next + " of " + until);
  }
}
