package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The latest output of a terminal, in memory: one writer, any number of readers, no lock. */
final class OutputTail {
  private final int maxSegments;
  private final Consumer<Segment> whenLeaving;
  private final Deque<Segment> segments = new ArrayDeque<>();

  /** What readers see: replaced when a segment comes or goes. */
  private volatile Segment[] published = {};

  private volatile long end;

  /**
   * @param whenLeaving given the oldest cell, full, when it has to make room
   */
  OutputTail(long start, int maxBytes, Consumer<Segment> whenLeaving) {
    this.whenLeaving = whenLeaving;
    this.maxSegments = Math.max(2, maxBytes / Segment.BYTES);
    restartAt(start);
  }

  long end() {
    return end;
  }

  /** The oldest offset that is here. */
  long start() {
    return published[0].first();
  }

  /**
   * The segment with this offset, or, at the end, the one where it will be; null if it is not in
   * memory.
   */
  @Nullable Segment find(long offset) {
    Segment[] all = published;
    long gridStart = Segment.gridStart(offset);
    for (int i = all.length - 1; i >= 0; i--) { // most readers are at the end
      if (all[i].gridStart() == gridStart) {
        return offset >= all[i].first() ? all[i] : null;
      }
    }
    return null;
  }

  void append(ByteString data) {
    int length = data.size();
    int done = 0;
    while (done < length) {
      done += lastWithRoom().append(data, done, length - done);
    }
    end += length;
  }

  void mark(TerminalSize size) {
    lastWithRoom().mark(new ResizeMarker(end, size));
  }

  /** Goes on after a hole; what was before is on disk alone. */
  void restartAt(long offset) {
    segments.clear();
    segments.add(new Segment(offset));
    publish();
    end = offset;
  }

  /** Forgets what lies before an offset, which is at most the end. */
  void forgetBefore(long offset) {
    List<Segment> kept = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.first() >= offset) {
        kept.add(segment);
      } else if (segment.end() > offset || segment == segments.getLast()) {
        kept.add(segment.since(offset));
      }
    }
    segments.clear();
    segments.addAll(kept);
    publish();
  }

  private Segment lastWithRoom() {
    Segment last = segments.getLast();
    if (!last.isFull()) {
      return last;
    }
    Segment next = new Segment(last.end());
    segments.add(next);
    if (segments.size() > maxSegments) {
      whenLeaving.accept(segments.removeFirst());
    }
    publish();
    return next;
  }

  private void publish() {
    published = segments.toArray(Segment[]::new);
  }
}
