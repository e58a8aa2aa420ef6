package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.OutputCursor;
import dev.muxwire.server.terminal.TerminalOutput;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From the oldest line to the newest. */
final class ForwardLines implements RawLines {
  private final TerminalOutput output;
  private final RawWindow window = new RawWindow();
  private long until;
  private OutputCursor cursor;

  /** The bytes in the window that belong to no line yet. */
  private int restFrom;

  private int restTo;
  private boolean restContinues;
  private @Nullable Gap gap;

  ForwardLines(TerminalOutput output, long from, long until) {
    this.output = output;
    this.until = until;
    this.cursor = new OutputCursor(output, from);
    window.setBase(from);
  }

  @Override
  public RawWindow window() {
    return window;
  }

  @Override
  public Step next() {
    while (gap == null && cursor.position() < until) {
      long asked = Math.min(RawWindow.CELL_BYTES, until - cursor.position());
      OutputCursor.Step step = cursor.next((int) asked);
      if (step instanceof OutputCursor.Data data) {
        append(data);
        if (split(false)) {
          return LINES;
        }
      } else if (step instanceof OutputCursor.Missing missing) {
        Gap met = missing.gap();
        gap = new Gap(met.from(), Math.min(met.to(), until), met.reason());
      } else if (step instanceof OutputCursor.NotLoaded) {
        return NOT_LOADED;
      } else if (step instanceof OutputCursor.AtEnd) {
        until = cursor.position(); // less is left than there was
      }
    }
    if (split(true)) {
      return LINES;
    }
    Gap met = gap;
    if (met == null) {
      return AT_END;
    }
    gap = null;
    startAt(met.to());
    return new Missing(met);
  }

  private void append(OutputCursor.Data data) {
    byte[] bytes = window.bytes();
    int rest = restTo - restFrom;
    System.arraycopy(bytes, restFrom, bytes, 0, rest);
    System.arraycopy(data.array(), data.from(), bytes, rest, data.length());
    window.setBase(data.offset() - rest);
    restFrom = 0;
    restTo = rest + data.length();
  }

  private boolean split(boolean closed) {
    restFrom = window.split(restFrom, restTo, restContinues, closed);
    if (window.lines() > 0) {
      restContinues = window.lastWasCut();
      return true;
    }
    return false;
  }

  private void startAt(long offset) {
    window.clear();
    window.setBase(offset);
    restFrom = 0;
    restTo = 0;
    restContinues = false;
  }

  @Override
  public void load(Consumer<@Nullable Throwable> whenDone) {
    cursor.load(whenDone);
  }

  @Override
  public void restart(long offset) {
    window.erase();
    startAt(offset);
    gap = null;
    cursor = new OutputCursor(output, offset);
  }
}
