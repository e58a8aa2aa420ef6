package dev.muxwire.e2e;

import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalEvent.Skipped;

/**
 * Insists that each byte either comes, and is the one that was printed there, or is told to be
 * skipped for its lag; in order, and none of it twice.
 */
final class LiveViewer extends JudgingViewer {
  private static final int EVENTS_AHEAD = 16;

  private final RandomOutput printed;
  private volatile long position;
  private volatile long skippedBytes;

  LiveViewer(RandomOutput printed) {
    super(EVENTS_AHEAD);
    this.printed = printed;
  }

  /** All before it was delivered, or told to be skipped. */
  long position() {
    return position;
  }

  long skippedBytes() {
    return skippedBytes;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // events come one at a time
  void judge(TerminalEvent event) {
    if (event instanceof TerminalEvent.Output output) {
      require(output.offset() == position, "output joins", event);
      require(printed.isAt(output.offset(), output.data()), "output is what was printed", event);
      position += output.data().length;
    } else if (event instanceof Skipped skipped) {
      require(skipped.from() == position && skipped.to() > position, "a gap joins", event);
      require(skipped.reason() == Skipped.Reason.LAG, "all else is retained", event);
      skippedBytes += skipped.to() - skipped.from();
      position = skipped.to();
    }
  }

  private void require(boolean holds, String what, TerminalEvent event) {
    if (!holds) {
      throw new AssertionError("not so: " + what + ", at " + position + ": " + event);
    }
  }
}
