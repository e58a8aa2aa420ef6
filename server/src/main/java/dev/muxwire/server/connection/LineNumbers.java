package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ScrollbackPage;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.LineBreaks;
import dev.muxwire.server.terminal.LineSpan;

/**
 * Numbers the lines of one answer: from what was looked up, then by what is sent. Belongs to the
 * connection's loop, except while the stream stands still for {@link #continueAt}.
 */
final class LineNumbers {
  private final LineSpan span;
  private boolean headTold;

  /** The line that the next byte belongs to. */
  private long next;

  LineNumbers(LineSpan span) {
    this.span = span;
    this.next = span.firstLine();
  }

  boolean isHeadTold() {
    return headTold;
  }

  /** What comes before everything else. */
  ScrollbackPage head(long retainedFrom) {
    headTold = true;
    return ScrollbackPage.newBuilder()
        .setOffset(span.from())
        .setRetainedFrom(retainedFrom)
        .setFirstLine(span.firstLine())
        .setEndLine(span.endLine())
        .build();
  }

  /** A page with its number. */
  ScrollbackPage number(ScrollbackPage page) {
    long line = next;
    next += LineBreaks.count(page.getData());
    return page.toBuilder().setFirstLine(line).build();
  }

  /** May there have been lines in what is missing? */
  static boolean mayMiss(Gap gap) {
    return gap.reason() == SkipReason.SKIP_REASON_RETENTION
        || gap.reason() == SkipReason.SKIP_REASON_PURGED;
  }

  /** The number of the line behind such a gap. */
  void continueAt(long line) {
    next = line;
  }
}
