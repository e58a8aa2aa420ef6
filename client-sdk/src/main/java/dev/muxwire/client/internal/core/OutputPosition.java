package dev.muxwire.client.internal.core;

import dev.muxwire.client.TerminalCursor;
import dev.muxwire.proto.v1.Attached;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.Skipped;
import dev.muxwire.wire.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/** Where one terminal stream stands on one connection: what must come next. */
final class OutputPosition {
  /** What the stream was opened with; null = a screen, a tail or the start. */
  private final @Nullable TerminalCursor asked;

  private boolean attached;
  private long epoch;
  private long next;
  private long liveFrom;

  /** Where the stream stood when the log got another epoch; -1 = it did not. */
  private long rewoundFrom = -1;

  OutputPosition(@Nullable TerminalCursor asked) {
    this.asked = asked;
  }

  /** Returns whether output begins (again): at first, and with a new epoch of the log. */
  boolean attached(Attached told) {
    boolean begins = !attached || epoch != told.getLogEpoch();
    if (begins) {
      TerminalCursor before = attached ? new TerminalCursor(epoch, next) : asked;
      rewoundFrom =
          before != null && before.logEpoch() != told.getLogEpoch() ? before.offset() : -1;
      next = told.getStart();
      liveFrom = told.getLiveFrom();
    }
    attached = true;
    epoch = told.getLogEpoch();
    return begins;
  }

  long liveFrom() {
    return liveFrom;
  }

  TerminalCursor cursor() {
    return new TerminalCursor(epoch, next);
  }

  void screen(long offset) {
    requireAttached();
    next = offset;
  }

  /**
   * Output arrived.
   *
   * @return how many of its first bytes were delivered before
   * @throws ProtocolViolation bytes are missing before it
   */
  int output(long offset, int length) {
    requireAttached();
    if (offset > next) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "output at " + offset + " where " + next + " was due");
    }
    int repeated = (int) Math.min(length, next - offset);
    next = Math.max(next, offset + length);
    return repeated;
  }

  /**
   * Bytes will not come. What a new epoch of the log lost lies behind the place where its output
   * begins, so the stream stays there; anything else is passed over.
   */
  void skipped(Skipped skipped) {
    requireAttached();
    boolean lostWithEpoch =
        skipped.getReason() == SkipReason.SKIP_REASON_LOST
            && (skipped.getTo() == rewoundFrom || skipped.getTo() <= next);
    rewoundFrom = -1;
    next = lostWithEpoch ? Math.min(next, skipped.getFrom()) : Math.max(next, skipped.getTo());
  }

  private void requireAttached() {
    if (!attached) {
      throw new ProtocolViolation(ErrorCode.ERROR_CODE_MALFORMED, "output before Attached");
    }
  }
}
