package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings cells of a terminal's output from its log into the cache. Cells that lie side by side are
 * read together: to find a place in the log costs as much as to read a cell.
 *
 * <p>Asked on any thread; reads on the terminal's loop.
 */
final class CellReader {
  /** Read at once where the log is read in order, and as many at least before they are needed. */
  static final int RUN_CELLS = 8;

  private final String name;
  private final Loop loop;
  private final Supplier<Log> log;
  private final BlockCache cache;
  private final TerminalOutput output;

  /**
   * @param log as it is open now
   * @param output asked for facts, and what need not be read
   */
  CellReader(String name, Loop loop, Supplier<Log> log, BlockCache cache, TerminalOutput output) {
    this.name = name;
    this.loop = loop;
    this.log = log;
    this.cache = cache;
    this.output = output;
  }

  /**
   * The cell with an offset; where it has a hole, the side of it that the offset is on. It may be
   * what the cache has.
   */
  CompletableFuture<Segment> load(long offset) {
    Run run = new Run();
    CompletableFuture<Segment> cell = add(run, offset);
    begin(run);
    return cell;
  }

  /** A reader has come to a cell, and goes on from there to an offset. */
  void readOn(long gridStart, long until) {
    readAlong(gridStart, Segment.BYTES, until);
  }

  /** A reader has come to a cell, and goes on with those before it. */
  void readBack(long gridStart) {
    readAlong(gridStart, -Segment.BYTES, Long.MAX_VALUE);
  }

  private void readAlong(long gridStart, long step, long until) {
    if (!cache.hasRoomFor(2 * RUN_CELLS)) {
      return;
    }
    long enough = gridStart + (RUN_CELLS + 1) * step;
    long first = gridStart;
    while (first != enough && isAtHand(first, until)) {
      first += step;
    }
    if (first == enough) {
      return;
    }
    long last = first + (RUN_CELLS - 1) * step;
    Run run = new Run();
    for (long at = Math.min(first, last); at <= Math.max(first, last); at += Segment.BYTES) {
      if (!isAtHand(at, until)) {
        add(run, at);
      }
    }
    begin(run);
  }

  /** In memory, or being read, or nothing that could be read or is wanted. */
  private boolean isAtHand(long gridStart, long until) {
    return gridStart >= until
        || gridStart + Segment.BYTES <= output.retainedFrom()
        || gridStart >= output.tailStart()
        || cache.hasOrReads(name, gridStart);
  }

  /** Adds the cell to what is to be read, unless it is in the cache or being read. */
  private CompletableFuture<Segment> add(Run run, long offset) {
    long gridStart = Segment.gridStart(offset);
    long first = Math.max(gridStart, output.facts().behindHole(offset));
    return cache.load(name, gridStart, () -> run.add(first));
  }

  private void begin(Run run) {
    if (!run.isOver()) {
      loop.execute(() -> go(run));
    }
  }

  /** Fills the cells of a run with what was read, until more must be. */
  private void go(Run run) {
    while (!run.isOver()) {
      Segment segment = run.segment(log.get().start());
      try {
        run.copyTo(segment);
      } catch (RuntimeException e) { // whoever waits has to be told
        run.fail(output.damaged(segment.end(), e));
        return;
      }
      long next = segment.end();
      boolean isAllThereIs = run.hasNothingFrom(next) || next >= output.end();
      if (segment.isFull() || isAllThereIs) {
        run.finish(segment);
      } else {
        read(run, next);
        return;
      }
    }
  }

  private void read(Run run, long from) {
    long cellEnd = Segment.gridStart(from) + Segment.BYTES; // behind all, if those were given up
    log.get()
        .read(
            from,
            (int) (Math.max(run.end(), cellEnd) - from),
            (records, failure) -> {
              if (failure != null) {
                run.fail(failure);
                return;
              }
              try {
                run.take(from, records, log.get().start());
              } catch (RuntimeException e) {
                run.fail(output.damaged(from, e));
                return;
              }
              go(run);
            });
  }

  /** A record of output, a hole or a marker. */
  private record Entry(long from, ClientFrame frame) {}

  /** Cells that are read together, in the order of their offsets. On the loop, once it began. */
  private static final class Run {
    private record Wanted(long first, CompletableFuture<Segment> cell) {}

    private final Deque<Wanted> wanted = new ArrayDeque<>();
    private @Nullable Segment segment;

    /** What was read last, and from where. */
    private List<Entry> entries = List.of();

    private long entriesFrom = -1;

    CompletableFuture<Segment> add(long first) {
      Wanted added = new Wanted(first, new CompletableFuture<>());
      wanted.add(added);
      return added.cell();
    }

    boolean isOver() {
      return wanted.isEmpty();
    }

    /** After the last byte of the last cell. */
    long end() {
      return Segment.gridStart(wanted.getLast().first()) + Segment.BYTES;
    }

    /** The one that is being filled; anew, if some of it was given up meanwhile. */
    Segment segment(long retainedFrom) {
      Segment current = segment;
      if (current == null || current.first() < retainedFrom) {
        current = new Segment(Math.max(wanted.getFirst().first(), retainedFrom));
        segment = current;
      }
      return current;
    }

    /** What was read from an offset on, if none of that was given up meanwhile. */
    void take(long from, List<LogRecord> records, long retainedFrom) {
      entriesFrom = from < retainedFrom ? -1 : from;
      entries = from < retainedFrom ? List.of() : records.stream().map(Run::entry).toList();
    }

    private static Entry entry(LogRecord record) {
      return new Entry(record.from(), Bodies.parse(ClientFrame.parser(), record.payload()));
    }

    /** Was it read from there, in vain? */
    boolean hasNothingFrom(long offset) {
      return entriesFrom == offset;
    }

    void copyTo(Segment target) {
      for (Entry entry : entries) {
        if (target.isFull() || entry.from() > target.end()) {
          break; // beyond the cell, or a hole
        }
        switch (entry.frame().getBodyCase()) {
          case PUBLISH_OUTPUT -> copy(entry.frame().getPublishOutput(), target);
          case PUBLISH_RESIZED -> {
            if (entry.from() == target.end()) {
              var size = entry.frame().getPublishResized().getSize();
              target.mark(new ResizeMarker(entry.from(), size));
            }
          }
          default -> {}
        }
      }
    }

    private static void copy(PublishOutput output, Segment target) {
      int skip = (int) (target.end() - output.getOffset());
      if (skip >= 0 && skip < output.getData().size()) {
        target.append(output.getData(), skip, output.getData().size() - skip);
      }
    }

    void finish(Segment filled) {
      segment = null;
      wanted.remove().cell().complete(filled);
    }

    void fail(LogFailure failure) {
      List<Wanted> all = new ArrayList<>(wanted);
      wanted.clear();
      all.forEach(
          each -> each.cell().completeExceptionally(new TerminalOutput.UnreadableOutput(failure)));
    }
  }
}
