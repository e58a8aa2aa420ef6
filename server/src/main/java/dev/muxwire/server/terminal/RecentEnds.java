package dev.muxwire.server.terminal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a terminal's output ended a while ago: what came since is no history for a viewer who was
 * away for a moment.
 */
final class RecentEnds {
  /** How precisely it is known; also what bounds the marks. */
  private static final long STEP_MS = 1_000;

  private final long spanMs;
  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * @param end before what was appended at that time
   */
  private record Mark(long atMs, long end) {}

  /**
   * @param spanMs how long a while is
   */
  RecentEnds(long spanMs) {
    this.spanMs = spanMs;
  }

  /** Output is about to be appended at this end. */
  void appending(long nowMs, long end) {
    Mark last = marks.peekLast();
    if (last == null || nowMs - last.atMs() >= STEP_MS) {
      forgetOld(nowMs);
      marks.add(new Mark(nowMs, end));
    }
  }

  /** Where the output ended before what was appended within the last while. */
  long aWhileAgo(long nowMs, long end) {
    forgetOld(nowMs);
    Mark oldest = marks.peek();
    return oldest == null ? end : Math.min(oldest.end(), end);
  }

  private void forgetOld(long nowMs) {
    while (!marks.isEmpty() && nowMs - marks.element().atMs() >= spanMs) {
      marks.remove();
    }
  }
}
