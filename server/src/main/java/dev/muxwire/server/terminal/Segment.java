package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import java.util.Arrays;

/**
 * A cell of the fixed 64 KiB grid over a terminal's output: the unit of the tail in memory and of
 * the block cache.
 *
 * <p>One writer appends; any thread reads what lies before {@link #end()}, which is published last.
 */
final class Segment {
  static final int BYTES = 64 * 1024;

  private static final ResizeMarker[] NO_MARKERS = {};

  private final long gridStart;
  private final long first;
  private final byte[] bytes;
  private volatile long end;
  private volatile ResizeMarker[] markers = NO_MARKERS;

  /**
   * @param first the offset of the first byte that will be there; the cell is the one around it
   */
  Segment(long first) {
    this.gridStart = gridStart(first);
    this.first = first;
    this.end = first;
    this.bytes = new byte[BYTES];
  }

  static long gridStart(long offset) {
    return offset - offset % BYTES;
  }

  long gridStart() {
    return gridStart;
  }

  /** The first offset that it has. */
  long first() {
    return first;
  }

  /** The offset after its last byte. */
  long end() {
    return end;
  }

  boolean isFull() {
    return end == gridStart + BYTES;
  }

  /**
   * What it has from an offset on, which lies in it or is its end, and nothing of what is before.
   */
  Segment since(long offset) {
    Segment rest = new Segment(offset);
    if (offset < end) {
      int from = (int) (offset - gridStart);
      System.arraycopy(bytes, from, rest.bytes, from, (int) (end - offset));
    }
    rest.markers =
        Arrays.stream(markers)
            .filter(marker -> marker.offset() >= offset)
            .toArray(ResizeMarker[]::new);
    rest.end = end;
    return rest;
  }

  /** Takes as many bytes as fit; returns how many. */
  int append(ByteString source, int from, int length) {
    int position = (int) (end - gridStart);
    int taken = Math.min(length, BYTES - position);
    source.copyTo(bytes, from, position, taken);
    end += taken;
    return taken;
  }

  /** Marks a resize at its end. */
  void mark(ResizeMarker marker) {
    ResizeMarker[] more = Arrays.copyOf(markers, markers.length + 1);
    more[markers.length] = marker;
    markers = more;
  }

  ResizeMarker[] markers() {
    return markers;
  }

  /**
   * The cell's array: the byte at an offset stands at {@code offset - gridStart}. Only to be read,
   * below the end.
   */
  byte[] array() {
    return bytes;
  }
}
