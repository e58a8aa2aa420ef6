package dev.muxwire.simulation;

import dev.muxwire.client.Attachment;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalExit;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One viewer: every byte it gets is compared with what the program emitted at that place. */
final class ViewerWatch implements Flow.Subscriber<TerminalEvent> {
  private final Simulation simulation;
  private final String name;
  private final Attachment attachment;
  private final FakeProgram program;
  private final boolean live;

  /** Before this everything was erased when it began. */
  private final long purgedAtFirst;

  private Flow.@Nullable Subscription subscription;
  private boolean begun;
  private boolean delivered;
  private long epoch;
  private long next;

  /** Where it stood when the log got another epoch; -1 = it did not. */
  private long rewoundFrom = -1;

  private @Nullable TerminalExit exit;
  private boolean over;

  /**
   * @param live may skip when it lags
   */
  ViewerWatch(
      Simulation simulation,
      String name,
      Attachment attachment,
      FakeProgram program,
      boolean live) {
    this.simulation = simulation;
    this.name = name;
    this.attachment = attachment;
    this.program = program;
    this.live = live;
    this.purgedAtFirst = program.purgedTo();
  }

  Attachment attachment() {
    return attachment;
  }

  FakeProgram program() {
    return program;
  }

  /** Asks for more events. */
  void request(long events) {
    Flow.Subscription current = subscription;
    if (current != null && !over) {
      current.request(events);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(TerminalEvent event) {
    if (!(event instanceof TerminalEvent.Output)) {
      simulation.log(() -> "viewer " + name + " at " + next + " gets " + event);
    }
    if (event instanceof TerminalEvent.Attached attached) {
      attached(attached);
    } else if (event instanceof TerminalEvent.Output output) {
      output(output);
    } else if (event instanceof TerminalEvent.Skipped skipped) {
      skipped(skipped);
    } else if (event instanceof TerminalEvent.Exited exited) {
      exit = exited.exit();
      check(exited.offset() == next, "the exit at " + exited.offset() + ", the viewer at " + next);
    } else if (event instanceof TerminalEvent.Resized resized) {
      check(resized.offset() == next, "a resize at " + resized.offset() + ", not " + next);
    }
  }

  private void attached(TerminalEvent.Attached attached) {
    if (begun && attached.logEpoch() != epoch) {
      // An exit that the server wrote itself may be lost in a failure, and its epoch with it.
      boolean mayBeLost = program.isLost() && simulation.mayHaveLostWrites();
      check(exit == null || mayBeLost, "was told an exit that is none any more");
      exit = null;
      rewoundFrom = next;
      next = Math.min(next, attached.start());
    } else if (!begun) {
      next = attached.start();
    } else if (simulation.diskWasFull() && attached.start() < next) {
      // Told of a new epoch, but cut before its LOST came: the cursor is still the old one's.
      rewoundFrom = Math.max(rewoundFrom, next);
      next = attached.start();
      exit = null;
    } else {
      // Until it got something, it may begin again wherever its tail is by then.
      boolean goesOn = attached.start() == next || !delivered;
      check(goesOn, "began again at " + attached.start() + ", not " + next);
      next = attached.start();
    }
    begun = true;
    epoch = attached.logEpoch();
  }

  private void output(TerminalEvent.Output output) {
    check(begun, "output before it began");
    check(
        output.offset() == next,
        () -> "output at " + output.offset() + " where " + next + " was due");
    check(
        program.emittedAt(output.offset(), output.data()),
        () -> "bytes that the program never emitted at " + output.offset());
    check(exit == null, "output after the exit");
    check(
        output.offset() >= purgedAtFirst,
        () -> "output at " + output.offset() + ", which was purged up to " + purgedAtFirst);
    delivered = true;
    next = output.offset() + output.data().length;
  }

  private void skipped(TerminalEvent.Skipped skipped) {
    switch (skipped.reason()) {
      case LOST -> {
        // An epoch that a full disk did not take is unknown later: then all of it counts as lost.
        boolean unknownEpoch = simulation.diskWasFull() && skipped.from() == 0;
        boolean rewinds = (unknownEpoch || skipped.from() == next) && skipped.to() == rewoundFrom;
        check(program.isLost(), "bytes lost though their host lives");
        check(rewinds, "lost " + skipped + " at " + next + " from " + rewoundFrom);
        return;
      }
      case LAG -> check(live, "a lossless viewer was made to skip: " + skipped);
      case RETENTION -> check(program.isTrimmed(), "bytes not retained: " + skipped);
      case PURGED ->
          check(program.mayBePurgedTo(skipped.to()), "purged without a request: " + skipped);
      default -> check(false, "a hole that nothing explains: " + skipped);
    }
    delivered = true;
    check(skipped.from() == next, "skipped from " + skipped.from() + " at " + next);
    next = skipped.to();
  }

  /** Everything was delivered that the log has. */
  void checkAtRest(AtRest rest) {
    if (over || rest.isDisowned(program.terminalId())) {
      return;
    }
    long logEnd = rest.logEnd(program.terminalId());
    boolean exited = rest.hasExited(program.terminalId());
    check(begun, "never attached to " + program.terminalId());
    check(next == logEnd, "rests at " + next + " of " + logEnd + " in " + program.terminalId());
    check(!exited || exit != null, "was not told the exit of " + program.terminalId());
  }

  void close() {
    over = true;
    attachment.close();
  }

  @Override
  public void onError(Throwable reason) {
    boolean expected = reason instanceof MuxwireException known && isExpected(known);
    check(over || expected, "ended with " + reason);
    over = true;
  }

  private static boolean isExpected(MuxwireException reason) {
    return switch (reason.code()) {
      case EXITED, NOT_FOUND -> true;
      default -> false;
    };
  }

  @Override
  public void onComplete() {
    check(over, "was completed by the server");
    over = true;
  }

  private void check(boolean holds, String what) {
    check(holds, () -> what);
  }

  private void check(boolean holds, Supplier<String> what) {
    simulation.check(holds, () -> "viewer " + name + " " + what.get());
  }
}
