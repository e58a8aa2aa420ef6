package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds a line index against the output that it counts, as that passes by. */
final class LineAudit {
  private static final int READ_BYTES = 1024 * 1024;

  private final long retainedFrom;
  private final List<LineRecord> records = new ArrayList<>();
  private int next;
  private int counted;
  private @Nullable String problem;

  private LineAudit(long retainedFrom) {
    this.retainedFrom = retainedFrom;
  }

  /**
   * Reads the index, one record for 64 KiB of output.
   *
   * @param index null if there is none, which is in order
   */
  static void read(@Nullable Log index, long retainedFrom, Consumer<LineAudit> whenRead) {
    LineAudit audit = new LineAudit(retainedFrom);
    if (index == null) {
      whenRead.accept(audit);
    } else {
      audit.readOn(index, index.start(), whenRead);
    }
  }

  private void readOn(Log index, long from, Consumer<LineAudit> whenRead) {
    if (from >= index.end() || problem != null) {
      whenRead.accept(this);
      return;
    }
    index.read(
        from,
        READ_BYTES,
        (found, failure) -> {
          take(from, found, failure);
          long to = records.isEmpty() ? from : records.get(records.size() - 1).to();
          readOn(index, to, whenRead);
        });
  }

  private void take(long from, List<LogRecord> found, @Nullable LogFailure failure) {
    if (failure != null || found.isEmpty()) {
      problem = failure == null ? "has nothing from offset " + from + " on" : failure.message();
      return;
    }
    try {
      found.forEach(record -> add(LineRecord.of(record)));
    } catch (IllegalArgumentException e) {
      problem = "is damaged after offset " + from + ": " + e.getMessage();
    }
  }

  /** Lines of a time before the index may be known by their number alone. */
  private void add(LineRecord record) {
    LineRecord last = records.isEmpty() ? null : records.get(records.size() - 1);
    boolean isFirst = last == null || (last.from() == 0 && last.after() == 0);
    if (!isFirst && last != null && record.before() != last.after()) {
      problem =
          "has %d line breaks before offset %d, where %d were counted"
              .formatted(record.before(), record.from(), last.after());
    }
    records.add(record);
  }

  /** Output of the log, in order. */
  void data(long offset, ByteString data) {
    long end = offset + data.size();
    long at = offset;
    while (at < end) {
      finishUpTo(at);
      LineRecord record = next < records.size() ? records.get(next) : null;
      if (record == null) {
        return;
      }
      long until = Math.min(end, record.from() > at ? record.from() : record.to());
      if (record.covers(at)) {
        counted += LineBreaks.count(data.substring((int) (at - offset), (int) (until - offset)));
      }
      at = until;
    }
  }

  private void finishUpTo(long offset) {
    while (next < records.size() && records.get(next).to() <= offset) {
      LineRecord record = records.get(next++);
      if (record.from() >= retainedFrom && counted != record.breaks() && problem == null) {
        problem =
            "counts %d line breaks from offset %d to %d, where there are %d"
                .formatted(record.breaks(), record.from(), record.to(), counted);
      }
      counted = 0;
    }
  }

  /** What is wrong with it, now that the output ended here; null if nothing is. */
  @Nullable String problem(long outputEnd) {
    finishUpTo(outputEnd);
    if (problem == null && next < records.size()) {
      problem = "goes on to offset %d".formatted(records.get(records.size() - 1).to());
    }
    return problem == null ? null : "its line index " + problem;
  }
}
