package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader's place in a terminal's output. It holds no output: each step is computed from the log
 * as it is then. One owner.
 */
public final class OutputCursor {
  private final TerminalOutput output;
  private final long until;
  private long position;

  /** Resizes at {@code markersAt} that were told already. */
  private long markersAt = -1;

  private int markersTold;

  /** One that goes on for as long as there is output. */
  public OutputCursor(TerminalOutput output, long position) {
    this(output, position, Long.MAX_VALUE);
  }

  /**
   * @param until where its owner stops: nothing behind it is read from disk ahead
   */
  public OutputCursor(TerminalOutput output, long position, long until) {
    this.output = output;
    this.position = position;
    this.until = until;
  }

  /** What comes next. */
  public sealed interface Step {}

  /** Bytes of output; the array is only to be read, and only there. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Data(long offset, byte[] array, int from, int length) implements Step {}

  /** The size from here on. */
  public record Resize(long offset, TerminalSize size) implements Step {}

  /** Bytes that are not to be had; the cursor stands behind them now. */
  public record Missing(Gap gap) implements Step {}

  /** Nothing yet. */
  public record AtEnd() implements Step {}

  /** Not in memory: {@link #load} and ask again. */
  public record NotLoaded() implements Step {}

  private static final Step AT_END = new AtEnd();
  private static final Step NOT_LOADED = new NotLoaded();

  public long position() {
    return position;
  }

  public long lagBytes() {
    return Math.max(0, output.end() - position);
  }

  /** Is there anything to tell? Cheap, from any place. */
  public boolean hasMore() {
    return position < output.end() || marker(output.find(position)) != null;
  }

  /**
   * Takes the next step; Data moves the cursor, at most by {@code maxBytes} and to the end of a
   * cell.
   */
  public Step next(int maxBytes) {
    Gap gap = skipMissing();
    if (gap != null) {
      return new Missing(gap);
    }
    Segment segment = output.find(position);
    if (segment == null) {
      return position < output.end() ? NOT_LOADED : AT_END;
    }
    ResizeMarker marker = marker(segment);
    if (marker != null) {
      tell();
      return new Resize(position, marker.size());
    }
    return position < segment.end() ? take(segment, maxBytes) : AT_END;
  }

  /** The data that comes next, without taking it; null if something else comes first. */
  public @Nullable Data peek(int maxBytes) {
    Segment segment = missing(output, position) == null ? output.find(position) : null;
    if (segment == null || position >= segment.end() || marker(segment) != null) {
      return null;
    }
    return data(segment, maxBytes);
  }

  /** Takes what {@link #peek} told. */
  public void take(Data data) {
    takeTo(data.offset() + data.length());
  }

  /** Takes data up to an offset, as another cursor from here found it. */
  public void takeTo(long offset) {
    boolean toAnotherCell = Segment.gridStart(offset) != Segment.gridStart(position);
    position = offset;
    if (toAnotherCell) {
      output.readOn(offset, until);
    }
  }

  /** Another cursor, at the same place. */
  public OutputCursor copy() {
    OutputCursor copy = new OutputCursor(output, position, until);
    copy.markersAt = markersAt;
    copy.markersTold = markersTold;
    return copy;
  }

  private Step take(Segment segment, int maxBytes) {
    Data data = data(segment, maxBytes);
    take(data);
    return data;
  }

  private Data data(Segment segment, int maxBytes) {
    long until = Math.min(segment.end(), position + maxBytes);
    for (ResizeMarker marker : segment.markers()) {
      if (marker.offset() > position) {
        until = Math.min(until, marker.offset());
      }
    }
    return new Data(
        position,
        segment.array(),
        (int) (position - segment.gridStart()),
        (int) (until - position));
  }

  /** Passes over the bytes at its place that are not to be had; null if there are none. */
  public @Nullable Gap skipMissing() {
    Gap gap = missing(output, position);
    if (gap != null) {
      position = gap.to();
    }
    return gap;
  }

  /** What is not to be had at a place; null if there is something, or the end. */
  static @Nullable Gap missing(TerminalOutput output, long position) {
    long retainedFrom = output.retainedFrom(); // before the facts, which tell why
    if (position < retainedFrom) {
      return output.facts().goneAt(position, retainedFrom);
    }
    Gap hole = output.facts().holeAt(position);
    return hole == null ? null : new Gap(position, hole.to(), hole.reason());
  }

  /**
   * What is not to be had right before a place, as far back as {@code low}, however much that is;
   * null if there is something.
   */
  public static @Nullable Gap missingBefore(TerminalOutput output, long low, long place) {
    long retainedFrom = output.retainedFrom(); // before the facts, which tell why
    if (place > retainedFrom) {
      Gap hole = output.facts().holeAt(place - 1);
      long first = Math.max(low, retainedFrom);
      return hole == null ? null : new Gap(Math.max(first, hole.from()), place, hole.reason());
    }
    Gap gone = output.facts().goneAt(low, retainedFrom);
    while (gone.to() < place) {
      gone = output.facts().goneAt(gone.to(), retainedFrom);
    }
    return new Gap(gone.from(), place, gone.reason());
  }

  /** Jumps ahead. */
  public Gap skipTo(long offset, SkipReason reason) {
    Gap gap = new Gap(position, offset, reason);
    position = offset;
    return gap;
  }

  /** Goes back to where the log ends: what lies between was lost. */
  public Gap rewindTo(long end) {
    Gap gap = new Gap(end, position, SkipReason.SKIP_REASON_LOST);
    position = end;
    return gap;
  }

  /**
   * Brings what comes next into memory; told, on any thread, that it is there or why it cannot be.
   */
  public void load(Consumer<@Nullable Throwable> whenDone) {
    output.load(position, whenDone);
  }

  private @Nullable ResizeMarker marker(@Nullable Segment segment) {
    if (segment == null) {
      return null;
    }
    int told = markersAt == position ? markersTold : 0;
    for (ResizeMarker marker : segment.markers()) {
      if (marker.offset() == position && told-- == 0) {
        return marker;
      }
    }
    return null;
  }

  private void tell() {
    markersTold = markersAt == position ? markersTold + 1 : 1;
    markersAt = position;
  }
}
