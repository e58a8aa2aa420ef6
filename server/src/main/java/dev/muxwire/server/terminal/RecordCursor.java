package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.PublishOutput;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.wire.Bodies;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a range of a terminal's log, record by record, with the times that the host told. It
 * holds the few records that it read last, and lets go of them when the log erases anything.
 *
 * <p>One owner, except for {@link #forget}.
 */
public final class RecordCursor implements AutoCloseable {
  /** Payload read at once, at least one record: all that is held. */
  private static final int BATCH_BYTES = 64 * 1024;

  private final TerminalOutput output;
  private final long until;
  private final boolean toTheEnd;
  private long position;

  /** Markers at {@code markersAt} that were told already. */
  private long markersAt = -1;

  private int markersTold;
  private volatile @Nullable Batch batch;

  /** A record of output, a hole or a marker, whole. */
  private record Entry(long from, long to, ClientFrame frame) {
    static Entry of(LogRecord record) {
      ClientFrame frame = Bodies.parse(ClientFrame.parser(), record.payload());
      boolean whole =
          switch (frame.getBodyCase()) {
            case PUBLISH_OUTPUT ->
                frame.getPublishOutput().getOffset() == record.from()
                    && frame.getPublishOutput().getData().size() == record.to() - record.from();
            case PUBLISH_HOLE -> record.to() > record.from();
            default -> record.to() == record.from();
          };
      if (!whole) {
        throw new IllegalArgumentException("it is not as long as it is said to be");
      }
      return new Entry(record.from(), record.to(), frame);
    }
  }

  /** Records read at once. All but the reference to it belongs to the owner. */
  private static final class Batch {
    final long from;
    final List<Entry> records;
    int next;

    /** Markers met at {@code markersAt}. */
    int markersMet;

    Batch(long from, List<Entry> records) {
      this.from = from;
      this.records = records;
    }
  }

  /**
   * @param from the first offset
   * @param to the offset after the last; 0 = the end as of now
   */
  public RecordCursor(TerminalOutput output, long from, long to) {
    long end = output.end();
    this.output = output;
    this.position = from;
    this.until = to == 0 ? end : Math.min(to, end);
    this.toTheEnd = until == end;
  }

  /** What comes next. */
  public sealed interface Step {}

  /** Bytes of one record. */
  public record Data(long offset, ByteString data, long elapsedMicros) implements Step {}

  /** The size from here on. */
  public record Resize(long offset, TerminalSize size, long elapsedMicros) implements Step {}

  /** The program ended. */
  public record Exit(long offset, TerminalExit exit, long elapsedMicros) implements Step {}

  /** Bytes that are not to be had, within the range; the cursor stands behind them now. */
  public record Missing(Gap gap) implements Step {}

  /** Nothing more. */
  public record AtEnd() implements Step {}

  /** Not in memory: {@link #load} and ask again. */
  public record NotLoaded() implements Step {}

  public long position() {
    return position;
  }

  /** The offset after the last byte of the range. */
  public long until() {
    return until;
  }

  /** Takes the next step; Data moves the cursor, at most by {@code maxBytes}. */
  public Step next(int maxBytes) {
    if (position > until || (position == until && !toTheEnd)) {
      return new AtEnd();
    }
    Gap gap = OutputCursor.missing(output, position);
    if (gap != null) {
      return skip(gap.to(), gap.reason());
    }
    Batch current = batch;
    if (current == null) {
      return new NotLoaded();
    }
    while (current.next < current.records.size()) {
      Entry record = current.records.get(current.next);
      Step step = record.to() > record.from() ? data(record, maxBytes) : marker(current, record);
      if (step == null || step instanceof Resize || step instanceof Exit) {
        current.next++; // done with
      }
      if (step != null) {
        return step;
      }
    }
    return current.from == position ? new AtEnd() : new NotLoaded();
  }

  private Step skip(long to, SkipReason reason) {
    if (position == until) {
      return new AtEnd();
    }
    Gap gap = new Gap(position, Math.min(to, until), reason);
    position = gap.to();
    return new Missing(gap);
  }

  /** What a record of output or a hole has at the cursor; null if it lies before. */
  private @Nullable Step data(Entry record, int maxBytes) {
    if (record.to() <= position) {
      return null;
    }
    if (position == until) {
      return new AtEnd();
    }
    if (record.from() > position) {
      return skip(record.from(), SkipReason.SKIP_REASON_RETENTION);
    }
    ClientFrame frame = record.frame();
    if (!frame.hasPublishOutput()) {
      return skip(record.to(), frame.getPublishHole().getReason());
    }
    PublishOutput published = frame.getPublishOutput();
    long offset = position;
    long end = Math.min(Math.min(record.to(), until), offset + maxBytes);
    int from = (int) (offset - published.getOffset());
    ByteString bytes = published.getData().substring(from, from + (int) (end - offset));
    position = end;
    return new Data(offset, bytes, published.getElapsedUs());
  }

  /** The marker at the cursor; null if it lies before, or was told. */
  private @Nullable Step marker(Batch current, Entry record) {
    if (record.from() < position) {
      return null;
    }
    if (record.from() > position) {
      return skip(record.from(), SkipReason.SKIP_REASON_RETENTION);
    }
    if (markersAt != position) {
      markersAt = position;
      markersTold = 0;
      current.markersMet = 0;
    }
    if (current.markersMet++ < markersTold) {
      return null;
    }
    markersTold++;
    return step(record.frame());
  }

  private @Nullable Step step(ClientFrame marker) {
    return switch (marker.getBodyCase()) {
      case PUBLISH_RESIZED -> {
        var resized = marker.getPublishResized();
        yield new Resize(position, resized.getSize(), resized.getElapsedUs());
      }
      case PUBLISH_EXITED -> {
        var exited = marker.getPublishExited();
        yield new Exit(position, exited.getExit(), exited.getElapsedUs());
      }
      default -> null;
    };
  }

  /**
   * Brings what comes next into memory; told, on any thread, that it is there or why it cannot be.
   */
  public void load(Consumer<@Nullable Throwable> whenDone) {
    long from = position;
    output.readRecords(
        this,
        from,
        BATCH_BYTES,
        (records, failure) -> whenDone.accept(take(from, records, failure)));
  }

  private @Nullable Throwable take(
      long from, List<LogRecord> records, @Nullable LogFailure failure) {
    LogFailure trouble = failure;
    if (trouble == null) {
      try {
        batch = new Batch(from, records.stream().map(Entry::of).toList());
        return null;
      } catch (RuntimeException e) { // whoever waits has to be told
        trouble = output.damaged(from, e);
      }
    }
    return new TerminalOutput.UnreadableOutput(trouble);
  }

  /** Lets go of what it holds; from any thread. */
  void forget() {
    batch = null;
  }

  /** Lets go of what it holds, for good. */
  @Override
  public void close() {
    forget();
    output.release(this);
  }
}
