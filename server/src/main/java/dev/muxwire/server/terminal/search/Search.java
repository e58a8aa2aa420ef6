package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.TerminalOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A search under way, in slices of bounded work; between them it stands still. It holds a cell of
 * raw output and the text of a part of it, at most, whatever the range.
 *
 * <p>Slices may run on any thread, one after the other; whoever runs them sees to that. {@link
 * #cancel} alone may come at any time.
 */
public final class Search {
  /** Raw output of a slice, where a character is little work. */
  private static final int SLICE_BYTES = 256 * 1024;

  /** The program from which on a slice is a cell's part. */
  private static final int LARGE_PROGRAM = 200;

  /** What is found ends a slice: as many lines as a packet may have. */
  private static final int SLICE_LINES = 64;

  /** Raw lines whose text is made and searched at once. */
  private static final int PORTION_BYTES = 16 * 1024;

  private final SearchRange range;
  private final SearchPattern pattern;
  private final RawLines lines;
  private final TextBlock text = new TextBlock();
  private final TextReader reader = new TextReader(text);
  private final Excerpts excerpts;
  private final IntList hits = new IntList();
  private volatile boolean cancelled;

  /** Lines of the window that are still to be searched: [next, last). */
  private int next;

  private int last;
  private long position;
  private long found;
  private long searchedBytes;
  private boolean done;
  private @Nullable Gap gap;

  /** How a slice ended. */
  public enum State {
    /** Another one will go on. */
    MORE,
    /** What comes next must be brought into memory: {@link Search#load}. */
    NOT_LOADED,
    /** The range is searched, or as many lines were found as were asked for. */
    DONE
  }

  /**
   * What came of a slice.
   *
   * @param position everything up to there, in the search's direction, has been searched
   * @param searchedBytes of raw output, since the search began
   */
  public record Slice(List<SearchItem> items, State state, long position, long searchedBytes) {}

  /**
   * @param range within the output as it is now
   * @param lineBytes of a line's text that are told, at most, in UTF-8
   */
  public Search(TerminalOutput output, SearchPattern pattern, SearchRange range, int lineBytes) {
    this.range = range;
    this.pattern = pattern;
    this.excerpts = new Excerpts(pattern, lineBytes);
    this.position = range.backwards() ? range.to() : range.from();
    this.lines =
        range.backwards()
            ? new BackwardLines(output, range.to(), range.from())
            : new ForwardLines(output, range.from(), range.to());
  }

  /** Lines found so far. */
  public long found() {
    return found;
  }

  /** The slice that is running ends soon, and is worth nothing. */
  public void cancel() {
    cancelled = true;
  }

  /** Does as much as is to be done at once. */
  public Slice slice() {
    List<SearchItem> items = new ArrayList<>();
    long sliceBytes = pattern.programSize() > LARGE_PROGRAM ? PORTION_BYTES : SLICE_BYTES;
    long until = searchedBytes + sliceBytes;
    State state = State.MORE;
    int steps = 0;
    while (!done && !cancelled && searchedBytes < until && items.size() < SLICE_LINES) {
      if (next < last) {
        searchPortion(items);
        continue;
      }
      RawLines.Step step = lines.next();
      if (step instanceof RawLines.Lines) {
        tellGap(items);
        next = 0;
        last = lines.window().lines();
      } else if (step instanceof RawLines.Missing missing) {
        missing(missing.gap(), items);
        if (++steps >= SLICE_BYTES / PORTION_BYTES) {
          break;
        }
      } else if (step instanceof RawLines.NotLoaded) {
        state = State.NOT_LOADED;
        break;
      } else {
        tellGap(items);
        done = true;
      }
    }
    return new Slice(items, done ? State.DONE : state, position, searchedBytes);
  }

  /** Brings what comes next into memory; told, on any thread, that it is there or why not. */
  public void load(Consumer<@Nullable Throwable> whenDone) {
    lines.load(whenDone);
  }

  /** Lets go of all output that it holds. Between two slices alone. */
  public void forget() {
    lines.restart(position);
    text.erase();
    next = 0;
    last = 0;
  }

  /** Adjacent ones, as of many cells, are told as one. */
  private void missing(Gap met, List<SearchItem> items) {
    Gap before = gap;
    position = range.backwards() ? met.from() : met.to();
    if (before != null && before.reason() == met.reason()) {
      gap =
          new Gap(
              Math.min(before.from(), met.from()), Math.max(before.to(), met.to()), met.reason());
    } else {
      tellGap(items);
      gap = met;
    }
  }

  private void tellGap(List<SearchItem> items) {
    if (gap != null) {
      items.add(new SearchItem.Missing(gap));
      gap = null;
    }
  }

  private void searchPortion(List<SearchItem> items) {
    RawWindow window = lines.window();
    int from = range.backwards() ? portionBefore(window) : next;
    int to = range.backwards() ? last : portionBehind(window);
    text.clear();
    for (int line = from; line < to; line++) {
      reader.read(window.bytes(), window.start(line), window.end(line), window.flags(line));
    }
    hits.clear();
    pattern.find(text, hits);
    searchedBytes += window.end(to - 1) - window.start(from);
    if (range.backwards()) {
      last = from;
      position = window.base() + window.start(from);
      for (int i = hits.size() - 1; i >= 0 && !done; i--) {
        found(excerpts.of(text, hits.get(i), window.base()), items);
      }
    } else {
      next = to;
      position = window.base() + window.end(to - 1);
      for (int i = 0; i < hits.size() && !done; i++) {
        found(excerpts.of(text, hits.get(i), window.base()), items);
      }
    }
  }

  private int portionBehind(RawWindow window) {
    int line = next + 1;
    while (line < last && window.end(line) - window.start(next) <= PORTION_BYTES) {
      line++;
    }
    return line;
  }

  private int portionBefore(RawWindow window) {
    int line = last - 1;
    while (line > next && window.end(last - 1) - window.start(line - 1) <= PORTION_BYTES) {
      line--;
    }
    return line;
  }

  private void found(FoundLine line, List<SearchItem> items) {
    items.add(line);
    if (++found >= range.limit()) {
      position = range.backwards() ? line.offset() : line.end();
      done = true;
    }
  }
}
