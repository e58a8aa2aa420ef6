package dev.muxwire.server.terminal.search;

import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From the newest line to the oldest, the windows in that order, the lines within each as they
 * stand.
 *
 * <pre>
 *   ... | cell: not read  | cell: read now                     | lines of the last window
 *                         | carried on: no |  this window      |
 *                         | line begins    |                   |
 * </pre>
 */
final class BackwardLines implements RawLines {
  private final TerminalOutput output;
  private final RawWindow window = new RawWindow();
  private final long low;

  /** Everything from here on was read. */
  private long edge;

  /** Bytes from the edge on that belong to no line yet. */
  private int carried;

  /** A line that was too long goes on behind what is carried. */
  private boolean goesOn;

  private OutputCursor cursor;

  /** The cell that is being read; -1 = none. Some of it may have to be loaded meanwhile. */
  private long reading = -1;

  private Part part = new Part(0, null);

  /**
   * @param from the offset after the last byte
   * @param low the first offset
   */
  BackwardLines(TerminalOutput output, long from, long low) {
    this.output = output;
    this.edge = from;
    this.low = low;
    this.cursor = new OutputCursor(output, from);
    window.setBase(from);
  }

  @Override
  public RawWindow window() {
    return window;
  }

  @Override
  public Step next() {
    window.clear();
    while (edge > low) {
      Gap missing =
          carried == 0 && reading < 0 ? OutputCursor.missingBefore(output, low, edge) : null;
      if (missing != null) {
        return missing(missing); // a hole may have more cells than anybody can count
      }
      long cell = Math.max(low, (edge - 1) / RawWindow.CELL_BYTES * RawWindow.CELL_BYTES);
      moveCarried(cell);
      if (!read(cell)) {
        return NOT_LOADED;
      }
      Gap gap = part.gap();
      if (gap != null && gap.to() == edge) {
        return carried > 0 ? lines(edge, 0) : missing(gap);
      }
      int end = window.index(edge) + carried;
      if (gap != null || cell == low) {
        return lines(part.from(), window.index(edge) - window.index(part.from()));
      }
      int first = LineEnds.first(window.bytes(), 0, end);
      if (first >= 0) {
        window.split(first, end, window.bytes()[first - 1] != '\n', true);
        closeWindow();
        goesOn = window.bytes()[first - 1] != '\n';
        carried = first;
        edge = cell;
        return LINES;
      }
      carried = end;
      edge = cell;
    }
    return carried > 0 ? lines(edge, 0) : AT_END;
  }

  /**
   * What a cell has up to the edge.
   *
   * @param from the first byte behind the last gap
   * @param gap the last one; null if there is none
   */
  private record Part(long from, @Nullable Gap gap) {}

  private void moveCarried(long cell) {
    int from = window.index(edge);
    window.setBase(cell);
    int to = window.index(edge);
    System.arraycopy(window.bytes(), from, window.bytes(), to, carried);
  }

  /** Copies a cell up to the edge into the window; false if some must be loaded first. */
  private boolean read(long cell) {
    if (reading != cell) {
      reading = cell;
      cursor = new OutputCursor(output, cell);
      part = new Part(cell, null);
      output.readBack(cell);
    }
    while (cursor.position() < edge) {
      long at = cursor.position();
      OutputCursor.Step step = cursor.next((int) (edge - at));
      if (step instanceof OutputCursor.Data data) {
        System.arraycopy(
            data.array(), data.from(), window.bytes(), window.index(at), data.length());
      } else if (step instanceof OutputCursor.Missing missing) {
        part = behind(missing.gap());
      } else if (step instanceof OutputCursor.NotLoaded) {
        return false;
      } else if (step instanceof OutputCursor.AtEnd) {
        part = behind(new Gap(at, edge, SkipReason.SKIP_REASON_LOST)); // it was there once
        break;
      }
    }
    reading = -1;
    return true;
  }

  private Part behind(Gap met) {
    long to = Math.min(met.to(), edge);
    return new Part(to, new Gap(met.from(), to, met.reason()));
  }

  /** Lines from behind a gap, or from the beginning of the range, on. */
  private Step lines(long from, int read) {
    int start = window.index(from);
    window.split(start, start + read + carried, false, true);
    closeWindow();
    goesOn = false;
    carried = 0;
    edge = from;
    return LINES;
  }

  private void closeWindow() {
    if (goesOn) {
      window.lastGoesOn();
    }
  }

  private Step missing(Gap gap) {
    edge = gap.from();
    window.setBase(edge); // nothing is carried, and the gap may be larger than a window
    goesOn = false;
    return new Missing(gap);
  }

  @Override
  public void load(Consumer<@Nullable Throwable> whenDone) {
    cursor.load(whenDone);
  }

  @Override
  public void restart(long offset) {
    window.erase();
    edge = offset;
    carried = 0;
    goesOn = false;
    reading = -1;
    window.setBase(offset);
  }
}
