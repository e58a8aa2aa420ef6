package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalCursor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a viewer begins.
 *
 * @param offset of the first byte delivered
 * @param gap what the viewer had that is not in the log; null if there is nothing to tell
 */
public record StartPoint(long offset, @Nullable Gap gap) {
  /** What stands for a screen: the latest output, from a line break. */
  private static final long SCREEN_TAIL_BYTES = 64 * 1024;

  /** How far a line break is looked for. */
  private static final int LINE_SEARCH_BYTES = 8 * 1024;

  /** Finds it; answers at once or when the output there was read from disk. */
  public static void find(Attach attach, TerminalOutput output, Consumer<StartPoint> answer) {
    switch (attach.getFromCase()) {
      case CURSOR -> answer.accept(resume(attach.getCursor(), output));
      case START -> answer.accept(new StartPoint(output.retainedFrom(), null));
      case TAIL_BYTES -> findTail(output, attach.getTailBytes(), answer);
      case SCREEN, FROM_NOT_SET -> findTail(output, SCREEN_TAIL_BYTES, answer);
    }
  }

  private static StartPoint resume(TerminalCursor cursor, TerminalOutput output) {
    Long validUntil = output.facts().validUntil(cursor.getLogEpoch());
    if (validUntil == null || cursor.getOffset() <= validUntil) {
      return new StartPoint(cursor.getOffset(), null);
    }
    long from = Math.max(validUntil, output.retainedFrom());
    Gap lost = new Gap(validUntil, cursor.getOffset(), SkipReason.SKIP_REASON_LOST);
    return new StartPoint(from, lost);
  }

  private static void findTail(TerminalOutput output, long bytes, Consumer<StartPoint> answer) {
    long from = Math.max(output.retainedFrom(), output.end() - bytes);
    if (from == output.retainedFrom() || from == output.end()) {
      answer.accept(new StartPoint(from, null));
    } else if (output.find(from) != null) {
      answer.accept(new StartPoint(afterLineBreak(output, from), null));
    } else {
      output.load(
          from, failure -> answer.accept(new StartPoint(afterLineBreak(output, from), null)));
    }
  }

  /**
   * The place after the first line break from an offset on, or the offset itself if there is none
   * near.
   */
  public static long afterLineBreak(TerminalOutput output, long offset) {
    long from = Math.max(offset, output.retainedFrom());
    Segment segment = output.find(from);
    if (segment == null) {
      return from;
    }
    long until = Math.min(segment.end(), from + LINE_SEARCH_BYTES);
    for (long at = from; at < until; at++) {
      if (segment.array()[(int) (at - segment.gridStart())] == '\n') {
        return at + 1;
      }
    }
    return from;
  }
}
