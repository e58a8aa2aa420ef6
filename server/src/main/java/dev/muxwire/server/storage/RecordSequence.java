package dev.muxwire.server.storage;

import dev.muxwire.server.log.LogRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Joined records in memory that grow at the end and shrink at the front; found by position in
 * logarithmic time. Not safe for several threads.
 */
public final class RecordSequence {
  /** Below this many, given-up slots at the front are not worth moving the rest. */
  private static final int MIN_SLOTS_TO_COMPACT = 64;

  private final List<LogRecord> slots = new ArrayList<>();
  private int head;

  public RecordSequence() {}

  public RecordSequence(RecordSequence other) {
    slots.addAll(other.slots.subList(other.head, other.slots.size()));
  }

  public int size() {
    return slots.size() - head;
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  public LogRecord get(int index) {
    return slots.get(head + index);
  }

  public void add(LogRecord record) {
    slots.add(record);
  }

  public void set(int index, LogRecord record) {
    slots.set(head + index, record);
  }

  public void removeFirst(int count) {
    for (int removed = 0; removed < count; removed++) {
      slots.set(head + removed, GONE);
    }
    head += count;
    if (head >= MIN_SLOTS_TO_COMPACT && head * 2 >= slots.size()) {
      slots.subList(0, head).clear();
      head = 0;
    }
  }

  public void clear() {
    slots.clear();
    head = 0;
  }

  /** Where a read from a position begins: {@link #size()} if nothing is there. */
  public int indexToReadFrom(long position) {
    int index = firstStartingAtOrAfter(position);
    boolean startsThere = index < size() && get(index).from() == position;
    boolean covered = !startsThere && index > 0 && get(index - 1).to() > position;
    return covered ? index - 1 : index;
  }

  /** Adds the records from {@code index} on to the collector, until it has enough. */
  public void collect(int index, RecordCollector collector) {
    for (int next = index; next < size() && !collector.isFull(); next++) {
      collector.add(get(next));
    }
  }

  private int firstStartingAtOrAfter(long position) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).from() < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Fills slots that were given up, so that they hold no payload. */
  private static final LogRecord GONE = new LogRecord(0, 0, new byte[0]);
}
