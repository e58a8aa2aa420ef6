package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.TerminalExit;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.time.Loop;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A terminal's output as its readers see it: the latest part in memory, the rest on disk, and the
 * facts about the whole. Written on the terminal's loop, read from any thread; each value is
 * published after what it stands for.
 */
public final class TerminalOutput {
  /** Who is further behind reads so much from disk before that it is no matter. */
  private static final long SOON_READ_BYTES = 16L * Segment.BYTES;

  private final String name;
  private final Loop loop;
  private final BlockCache cache;
  private final OutputTail tail;
  private final CellReader cells;
  private volatile TerminalFacts facts;
  private volatile long start;

  /** Those that hold records which were read from the log. On the loop alone. */
  private final Set<RecordCursor> recordCursors = new HashSet<>();

  /** Told after each erasure. On the loop alone. */
  private final Set<Runnable> erasureWatchers = new HashSet<>();

  /** Those that have told all there was. Added to from any thread. */
  private final Queue<Viewer> atEnd = new ConcurrentLinkedQueue<>();

  /** From opening it to the next failure. On the loop alone. */
  private Log log;

  /** On the loop alone. */
  private Followers followers = (from, to) -> false;

  /** Those who read. */
  interface Followers {
    /** Stands one of them between these offsets, the second not included? */
    boolean anyBetween(long from, long to);
  }

  /**
   * @param name unique among all terminals of the server
   */
  TerminalOutput(
      String name, Loop loop, Log log, BlockCache cache, int tailBytes, TerminalFacts facts) {
    this.name = name;
    this.loop = loop;
    this.log = log;
    this.cache = cache;
    this.facts = facts;
    this.start = log.start();
    this.tail = new OutputTail(log.end(), tailBytes, this::leavesTail);
    this.cells = new CellReader(name, loop, () -> this.log, cache, this);
  }

  /** The offset after the last byte. */
  public long end() {
    return tail.end();
  }

  /** The oldest offset of those in memory. */
  long tailStart() {
    return tail.start();
  }

  /** The oldest offset that can be had. */
  public long retainedFrom() {
    return start;
  }

  public long epoch() {
    return facts.epoch();
  }

  /** Where its current epoch began. */
  public long epochFrom() {
    return facts.epochFrom();
  }

  public TerminalSize size() {
    return facts.size();
  }

  /** How it is sized and kept. */
  public TerminalSettings settings() {
    return facts.settings();
  }

  /** How the program ended; null while it runs. */
  public @Nullable TerminalExit exit() {
    return facts.exit();
  }

  TerminalFacts facts() {
    return facts;
  }

  /**
   * Wakes the viewer once there is something new. It has to look again after this call: what came
   * before wakes nobody.
   */
  public void awaitMore(Viewer viewer) {
    atEnd.add(viewer);
  }

  /** The viewer waits no more. */
  public void forgetWaiting(Viewer viewer) {
    atEnd.removeIf(waiting -> waiting == viewer);
  }

  /** There is something new: those who are behind anyway are left alone. */
  void wakeWaiting() {
    int count = atEnd.size();
    for (int waiting = count; waiting > 0; waiting--) { // not those who wait again
      Viewer viewer = atEnd.poll();
      if (viewer != null) {
        viewer.wake(count == 1);
      }
    }
  }

  /** A cell that somebody is about to read goes to the cache: it need not be read from disk. */
  private void leavesTail(Segment cell) {
    if (followers.anyBetween(cell.first() - SOON_READ_BYTES, cell.end())) {
      cache.put(name, cell);
    }
  }

  /** Asked, on the loop, whether somebody will soon read what leaves the memory of the latest. */
  void followedBy(Followers readers) {
    followers = readers;
  }

  void publish(TerminalFacts newFacts) {
    facts = newFacts;
  }

  void append(ByteString data) {
    tail.append(data);
  }

  void resized(TerminalSize size) {
    tail.mark(size);
  }

  void skippedTo(long offset) {
    tail.restartAt(offset);
  }

  void trimmed() {
    start = log.start();
  }

  /** Lets go of what the log has erased. */
  void erased() {
    start = log.start();
    tail.forgetBefore(start);
    cache.forgetBefore(name, start);
    recordCursors.forEach(RecordCursor::forget);
    List.copyOf(erasureWatchers).forEach(Runnable::run);
  }

  /** For whoever keeps output of its own: told, on the terminal's loop, to let go of it. */
  public void watchErasures(Runnable watcher) {
    erasureWatchers.add(watcher);
  }

  /** Takes back {@link #watchErasures}. */
  public void unwatchErasures(Runnable watcher) {
    erasureWatchers.remove(watcher);
  }

  /**
   * The log was opened again, and ends where it is durable: what stood beyond comes again from the
   * host, or is lost. Readers that are ahead wait there.
   */
  void reopened(Log reopened, TerminalFacts durableFacts) {
    log = reopened;
    start = reopened.start();
    facts = durableFacts;
    tail.restartAt(reopened.end());
    recordCursors.forEach(RecordCursor::forget);
    forget();
  }

  /** Lets go of all that others need the room for. */
  void forget() {
    cache.forgetBefore(name, Long.MAX_VALUE);
  }

  /** The cell with this offset; null if it must be loaded first. */
  @Nullable Segment find(long offset) {
    Segment segment = tail.find(offset);
    if (segment != null) {
      return segment;
    }
    Segment loaded = cache.find(name, Segment.gridStart(offset));
    return loaded != null && offset < loaded.end() && offset >= loaded.first() ? loaded : null;
  }

  /**
   * A packed body of some output, made once for all readers.
   *
   * @param epoch as it was before the output was looked at
   * @param form names how it is made
   */
  public byte[] packed(long epoch, OutputCursor.Data data, Object form, Supplier<byte[]> maker) {
    return cache.body(name, epoch, data, form, maker, this::retainedFrom);
  }

  /**
   * A packet of output, encoded once for all readers that send it. The caller holds it.
   *
   * @param isGood whether the caller may send one that is there, as it is
   * @param maker encodes one; null if there is nothing to encode
   * @return null if there is none to be had
   */
  public @Nullable EncodedOutput encoded(
      EncodedOutput.Place place,
      Predicate<EncodedOutput> isGood,
      Supplier<EncodedOutput.@Nullable Draft> maker) {
    EncodedOutput packet = cache.packets().hold(name, place, isGood, maker);
    if (packet != null && place.offset() < start) { // erased while it was made
      cache.packets().forget(name, place);
    }
    return packet;
  }

  /**
   * Brings the cell with this offset into the cache; where the cell has a hole, the side of it that
   * the offset is on.
   */
  void load(long offset, Consumer<@Nullable Throwable> whenDone) {
    long gridStart = Segment.gridStart(offset);
    Segment stale = cache.find(name, gridStart);
    if (stale != null) { // read when the log was shorter
      cache.forget(name, gridStart);
    }
    cells.load(offset).whenComplete((segment, failure) -> whenDone.accept(failure));
  }

  /** A reader goes on from one offset to another, in a cell that it has not read before. */
  void readOn(long offset, long until) {
    if (offset < Math.min(until, tail.start())) {
      cells.readOn(Segment.gridStart(offset), until);
    }
  }

  /** A reader that goes from cell to cell, the latest first, comes to the one with this offset. */
  public void readBack(long offset) {
    cells.readBack(Segment.gridStart(offset));
  }

  /**
   * Reads records for a cursor, which is told of what becomes of the log until it is released.
   *
   * @param whenRead called on the loop; what it is given was not erased meanwhile
   */
  void readRecords(RecordCursor cursor, long from, int maxBytes, Log.ReadCompletion whenRead) {
    loop.execute(
        () -> {
          recordCursors.add(cursor);
          readRecords(from, maxBytes, whenRead);
        });
  }

  private void readRecords(long from, int maxBytes, Log.ReadCompletion whenRead) {
    Log asked = log;
    long startBefore = asked.start();
    asked.read(
        from,
        maxBytes,
        (records, failure) -> {
          if (failure == null && (log != asked || asked.start() != startBefore)) {
            readRecords(from, maxBytes, whenRead); // some of it may be gone
          } else {
            whenRead.completed(records, failure);
          }
        });
  }

  void release(RecordCursor cursor) {
    loop.execute(() -> recordCursors.remove(cursor));
  }

  LogFailure damaged(long from, RuntimeException e) {
    return new LogFailure(
        LogFailure.Kind.DAMAGED,
        "log " + name + ": a record from " + from + " on is damaged: " + e.getMessage());
  }

  /** The log could not give back what it holds. */
  static final class UnreadableOutput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableOutput(LogFailure failure) {
      super(failure.message(), null, false, false); // it is told, and needs no stack
    }
  }
}
