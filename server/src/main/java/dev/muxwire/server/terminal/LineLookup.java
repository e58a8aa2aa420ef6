package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.LineRange;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.wire.Bodies;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns lines into bytes, and bytes into lines: a search in the index, then one cell of the output.
 * Belongs to the terminal's loop; ends early when nobody wants to know any more.
 *
 * <p>The search guesses where a line stands if all lines are of one length. It needs one or two
 * reads of the index then, and with lines of any length hardly more than twice as many as by
 * halves.
 */
final class LineLookup {
  /** Payload read of the index at once: the one record at the position. */
  private static final int ONE_RECORD = 1;

  /** From here on only every other one is a guess. */
  private static final int GUESSES = 3;

  private final LineIndex index;
  private final BooleanSupplier wanted;
  private int run;
  private Log output;

  /** The output's end when it was asked. */
  private long end;

  /** Line breaks before that. */
  private long breaks;

  /** What the latest search ended with. */
  private @Nullable LineRecord found;

  /** The record that was scanned last, and where its line breaks are. */
  private @Nullable Breaks scanned;

  private LineLookup(LineIndex index, BooleanSupplier wanted) {
    this.index = index;
    this.wanted = wanted;
    this.output = index.output();
  }

  /** An offset, and the number of the line around it. */
  private record Place(long offset, long line) {}

  /** All line breaks of a record that are retained. */
  private record Breaks(LineRecord record, long from, long[] offsets) {}

  /** A part of the index that a search is left with, and the line breaks before both ends of it. */
  private record Span(long from, long before, long to, long after) {
    /** All of it; what was before its start, long trimmed, is guessed. */
    static Span of(Log log, long breaks) {
      double gone = (double) log.start() / Math.max(1, log.end());
      return new Span(log.start(), (long) (gone * breaks), log.end(), breaks);
    }

    /** Where a line break stands, if all lines are of one length. */
    long guess(long number) {
      double share = (number - before - 0.5) / Math.max(1, after - before);
      return from + (long) ((to - from - 1) * Math.min(1, Math.max(0, share)));
    }

    long middle() {
      return from + (to - from) / 2;
    }

    boolean isEmpty() {
      return from >= to;
    }

    Span beforeRecord(LineRecord record, long probe) {
      return new Span(from, before, Math.min(probe, record.from()), record.before());
    }

    Span behindRecord(LineRecord record, long probe) {
      return new Span(Math.max(probe + 1, record.to()), record.after(), to, after);
    }
  }

  /** What was found does not hold any more, or nobody wants it. */
  private static final class Stale extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stale() {
      super(null, null, false, false);
    }
  }

  /** Where a range of lines lies. Fails with {@link TerminalOutput.UnreadableOutput}. */
  static CompletableFuture<LineSpan> span(
      LineIndex index, LineRange range, BooleanSupplier wanted) {
    LineLookup lookup = new LineLookup(index, wanted);
    CompletableFuture<LineSpan> answer = new CompletableFuture<>();
    lookup.run(() -> lookup.find(range), answer);
    return answer;
  }

  /** The number of the line around an offset, or around the oldest one that there is. */
  static CompletableFuture<Long> numberAt(LineIndex index, long offset, BooleanSupplier wanted) {
    LineLookup lookup = new LineLookup(index, wanted);
    CompletableFuture<Long> answer = new CompletableFuture<>();
    lookup.run(() -> lookup.breaksBefore(lookup.clip(offset)), answer);
    return answer;
  }

  /** Again from the beginning, whenever the log was opened anew in between. */
  private <T> void run(Supplier<CompletableFuture<T>> search, CompletableFuture<T> answer) {
    index.whenCurrent(
        failure -> {
          if (failure != null) {
            answer.completeExceptionally(new TerminalOutput.UnreadableOutput(failure));
            return;
          }
          run = index.run();
          output = index.output();
          end = output.end();
          breaks = index.total();
          found = null;
          scanned = null;
          search.get().whenComplete((found, problem) -> end(search, answer, found, problem));
        });
  }

  private <T> void end(
      Supplier<CompletableFuture<T>> search,
      CompletableFuture<T> answer,
      T found,
      @Nullable Throwable problem) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    if (cause == null) {
      answer.complete(found);
    } else if (!(cause instanceof Stale)) {
      answer.completeExceptionally(cause);
    } else if (wanted.getAsBoolean()) {
      run(search, answer);
    }
  }

  // ---- ranges

  private CompletableFuture<LineSpan> find(LineRange range) {
    return position(range).thenCompose(position -> around(position, range));
  }

  private CompletableFuture<Long> position(LineRange range) {
    if (range.hasLine()) {
      boolean isSure = Long.compareUnsigned(range.getLine(), breaks) <= 0;
      return isSure ? CompletableFuture.completedFuture(range.getLine()) : lines();
    }
    long offset = range.getOffset();
    return Long.compareUnsigned(offset, end) >= 0 ? lines() : breaksBefore(clip(offset));
  }

  /** How many lines there are: one more than breaks, if the last one is not finished. */
  private CompletableFuture<Long> lines() {
    return startOf(breaks).thenApply(lastStart -> lastStart < end ? breaks + 1 : breaks);
  }

  private CompletableFuture<LineSpan> around(long position, LineRange range) {
    long first = Math.max(0, position - Integer.toUnsignedLong(range.getBefore()));
    long last = position + Integer.toUnsignedLong(range.getAfter());
    return startOf(first)
        .thenCompose(
            from ->
                placeOf(first, from)
                    .thenCompose(
                        place ->
                            last > breaks
                                ? lines().thenApply(lines -> span(place, end, lines))
                                : startOf(last).thenApply(to -> span(place, to, last))));
  }

  /** Not clipped to what is there by now: what was trimmed meanwhile is told as a gap. */
  private static LineSpan span(Place first, long to, long endLine) {
    return new LineSpan(
        first.offset(),
        Math.max(first.offset(), to),
        first.line(),
        Math.max(first.line(), endLine));
  }

  /** Where {@code asked} was to begin; a later place, if that is gone. */
  private CompletableFuture<Place> placeOf(long asked, long from) {
    return from > output.start()
        ? CompletableFuture.completedFuture(new Place(from, asked))
        : placeAt(from);
  }

  private long clip(long offset) {
    return Math.min(end, Math.max(output.start(), offset));
  }

  // ---- one place

  /** The offset behind so many line breaks, or the oldest one that there is; at most the end. */
  private CompletableFuture<Long> startOf(long line) {
    if (line == 0 || line > breaks) {
      return CompletableFuture.completedFuture(line == 0 ? clip(0) : end);
    }
    return recordWithBreak(line)
        .thenCompose(
            record ->
                record == null
                    ? CompletableFuture.completedFuture(clip(0))
                    : breaksIn(record, record.from())
                        .thenApply(offsets -> clip(behind(line, record, offsets))));
  }

  /** Counted from the back: of the oldest record, the front may be gone. */
  private static long behind(long line, LineRecord record, long[] offsets) {
    long index = offsets.length - 1 - (record.after() - line);
    return index < 0 ? 0 : offsets[(int) index] + 1;
  }

  private CompletableFuture<Long> breaksBefore(long offset) {
    return placeAt(offset).thenApply(Place::line);
  }

  /** An offset with its line; the oldest that there is, if the output was trimmed beyond it. */
  private CompletableFuture<Place> placeAt(long offset) {
    if (offset >= end) {
      return CompletableFuture.completedFuture(new Place(offset, breaks));
    }
    return recordAt(offset)
        .thenCompose(
            record -> {
              long kept = Math.max(offset, output.start());
              return kept >= record.to() ? placeAt(kept) : placeIn(record, kept);
            });
  }

  private CompletableFuture<Place> placeIn(LineRecord record, long offset) {
    return breaksIn(record, offset)
        .thenCompose(
            offsets ->
                output.start() > offset
                    ? placeAt(output.start()) // not all of it was there to be counted
                    : CompletableFuture.completedFuture(
                        new Place(offset, record.after() - offsets.length)));
  }

  // ---- the index

  private CompletableFuture<LineRecord> recordAt(long offset) {
    LineRecord inMemory = index.inMemory(offset);
    return inMemory == null ? stored(offset) : CompletableFuture.completedFuture(inMemory);
  }

  /** The record with a line break, counted from 1; null if it is not retained. */
  private CompletableFuture<@Nullable LineRecord> recordWithBreak(long number) {
    LineRecord latest = found;
    if (latest != null && latest.before() < number && number <= latest.after()) {
      return CompletableFuture.completedFuture(latest); // lines that are asked for are neighbours
    }
    LineRecord inMemory = index.inMemoryWithBreak(number);
    Log log = index.log();
    if (inMemory != null || log == null) {
      return CompletableFuture.completedFuture(inMemory);
    }
    return search(number, Span.of(log, index.breaksInLog()), 0);
  }

  private CompletableFuture<@Nullable LineRecord> search(long number, Span span, int probes) {
    if (span.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    boolean guesses = probes < GUESSES || probes % 2 == 0;
    long probe = guesses ? span.guess(number) : span.middle();
    return stored(probe)
        .thenCompose(
            record -> {
              if (number <= record.before()) {
                return search(number, span.beforeRecord(record, probe), probes + 1);
              }
              if (number > record.after()) {
                return search(number, span.behindRecord(record, probe), probes + 1);
              }
              found = record;
              return CompletableFuture.<@Nullable LineRecord>completedFuture(record);
            });
  }

  private CompletableFuture<LineRecord> stored(long offset) {
    Log log = index.log();
    if (log == null) {
      return CompletableFuture.failedFuture(new Stale());
    }
    return read(log, offset, ONE_RECORD)
        .thenApply(
            records -> {
              if (records.isEmpty()) {
                throw new IllegalArgumentException("nothing is stored there");
              }
              return LineRecord.of(records.get(0));
            })
        .exceptionallyCompose(problem -> CompletableFuture.failedFuture(told(problem, offset)));
  }

  // ---- the output

  /** Where the line breaks are that a record counts, from an offset in it on. */
  private CompletableFuture<long[]> breaksIn(LineRecord record, long from) {
    long kept = Math.max(from, output.start());
    Breaks latest = scanned;
    if (latest != null && latest.from() == kept && latest.record().equals(record)) {
      return CompletableFuture.completedFuture(latest.offsets());
    }
    LongStream.Builder counted = LongStream.builder();
    return scan(kept, record.to(), counted)
        .thenApply(
            done -> {
              long[] offsets = counted.build().toArray();
              scanned = new Breaks(record, kept, offsets);
              return offsets;
            })
        .exceptionallyCompose(problem -> CompletableFuture.failedFuture(told(problem, from)));
  }

  private CompletableFuture<Boolean> scan(long from, long to, LongStream.Builder offsets) {
    if (from >= to) {
      return CompletableFuture.completedFuture(true);
    }
    return read(output, from, Segment.BYTES)
        .thenCompose(
            records -> {
              long next = from;
              for (LogRecord record : records) {
                collect(record, next, to, offsets);
                next = Math.max(next, record.to());
              }
              if (next == from) {
                throw new IllegalArgumentException("nothing is stored from there on");
              }
              return scan(next, to, offsets);
            });
  }

  private static void collect(LogRecord record, long from, long to, LongStream.Builder offsets) {
    if (record.to() <= from || record.from() >= to) {
      return;
    }
    ClientFrame frame = Bodies.parse(ClientFrame.parser(), record.payload());
    ByteString data = frame.getPublishOutput().getData();
    long until = Math.min(to, record.from() + data.size());
    for (long at = Math.max(from, record.from()); at < until; at++) {
      if (data.byteAt((int) (at - record.from())) == LineBreaks.BREAK) {
        offsets.add(at);
      }
    }
  }

  private CompletableFuture<List<LogRecord>> read(Log log, long from, int maxBytes) {
    CompletableFuture<List<LogRecord>> result = new CompletableFuture<>();
    if (!wanted.getAsBoolean() || run != index.run()) {
      result.completeExceptionally(new Stale());
      return result;
    }
    log.read(
        from,
        maxBytes,
        (records, failure) -> {
          if (run != index.run()) {
            result.completeExceptionally(new Stale());
          } else if (failure != null) {
            result.completeExceptionally(new TerminalOutput.UnreadableOutput(failure));
          } else {
            result.complete(records);
          }
        });
    return result;
  }

  private static Throwable told(Throwable problem, long offset) {
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    if (cause instanceof Stale || cause instanceof TerminalOutput.UnreadableOutput) {
      return cause;
    }
    RuntimeException damage =
        cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    LogFailure failure = LineIndex.damaged(offset, damage);
    return new TerminalOutput.UnreadableOutput(failure);
  }
}
