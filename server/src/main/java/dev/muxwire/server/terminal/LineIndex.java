package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.log.LogRecovery;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.time.Loop;
import dev.muxwire.wire.Bodies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a terminal's output are: the line breaks before each cell, in a log beside the
 * output's. What is published is counted as it passes; a cell's count is stored once the cell
 * itself is durable, so that a crash never leaves counts of output that is gone. Belongs to the
 * terminal's loop.
 *
 * <pre>
 *   BEHIND --first output, first use--> CATCHING_UP --at the output's end--> CURRENT
 *     ^                                      |                                 |
 *     `-- the output or the index failed ----+---------------------------------'
 * </pre>
 *
 * <p>Behind is where a terminal begins that was there before this server: nothing is read for it
 * until somebody publishes or asks.
 */
final class LineIndex {
  /** Stored at once: what is counted again after a crash, at most, and what is not yet durable. */
  private static final int BATCH_RECORDS = 8;

  /** The log of counts is trimmed in such steps. */
  private static final long TRIM_BYTES = 16L * Segment.BYTES;

  /** So much more than is to be retained may wait for its counts. */
  private static final long MAX_HELD_BYTES = 16L * 1024 * 1024;

  /** After a failure, so much is published before it is tried anew unasked. */
  private static final long RETRY_BYTES = 1024L * 1024;

  private final Storage storage;
  private final LogRecovery recovery;
  private final List<Consumer<@Nullable LogFailure>> waiting = new ArrayList<>();
  private final List<Seal> seals = new ArrayList<>();

  // From opening the output to its next failure.
  private Log output;
  private long outputDurableTo;

  // From one beginning to the next.
  private boolean stored;
  private @Nullable Log log;
  private @Nullable LineCounter counter;
  private boolean catchingUp;
  private boolean failed;
  private long retryFrom;
  private long durableTo;

  /** Complete, and not in the log yet. */
  private final Deque<LineRecord> pending = new ArrayDeque<>();

  /** Whoever is to be told that more may be trimmed. */
  private @Nullable Runnable trimming;

  /** Whose answers count. */
  private int run;

  private boolean closed;

  /** The log beside the output's. */
  interface Storage {
    /** Opens it, and makes it if it is not there. */
    Log open();

    /** Erases it. */
    void delete();
  }

  /** Whoever waits for counts to be durable. */
  private record Seal(long at, Runnable then) {}

  /**
   * @param stored whether the store has such a log
   */
  LineIndex(Loop loop, Storage storage, boolean stored, Log output) {
    this.storage = storage;
    this.stored = stored;
    this.output = output;
    this.recovery = new LogRecovery(loop, storage::open, this::recovered, this::failed);
    reset(output);
  }

  /** The output as it is open now. */
  Log output() {
    return output;
  }

  /** Changes whenever what was found before may not hold any more. */
  int run() {
    return run;
  }

  // ---- the output

  /** Output was appended. */
  void appended(long from, ByteString data) {
    LineCounter current = currentAt(from);
    if (current != null) {
      current.data(data);
    }
  }

  /** A hole was appended. */
  void skipped(long from, long to) {
    LineCounter current = currentAt(from);
    if (current != null) {
      current.hole(to);
    }
  }

  /** Counts what comes at an offset; null while that is for catching up to do. */
  private @Nullable LineCounter currentAt(long offset) {
    LineCounter current = counter;
    if (current != null && !catchingUp && current.end() == offset) {
      return current;
    }
    if (!catchingUp && offset >= retryFrom && !closed) {
      begin(offset);
    }
    return null;
  }

  /** The output is durable up to here. */
  void durable(long offset) {
    outputDurableTo = Math.max(outputDurableTo, offset);
    store(BATCH_RECORDS);
  }

  /**
   * How far the output may be trimmed: not beyond what is counted durably, or lines would lose
   * their numbers in a crash.
   *
   * @param whenMore run once, when more may be, if that is not all
   */
  long mayTrimTo(long before, Runnable whenMore) {
    if (failed || before <= durableTo) {
      return before;
    }
    trimming = whenMore;
    store(1);
    return Math.max(Math.min(before, durableTo), before - MAX_HELD_BYTES);
  }

  /** The output was trimmed. */
  void trimmed() {
    Log current = log;
    if (current != null && output.start() - current.start() >= TRIM_BYTES) {
      trim(current);
    }
  }

  /** Its last record stays, which tells where to go on. */
  private void trim(Log index) {
    index.trim(Math.min(output.start(), index.end() - 1));
  }

  /**
   * Runs a task once all that was appended is counted durably, so that it may be erased; at once if
   * that is not possible.
   */
  void seal(Runnable then) {
    whenCurrent(
        failure -> {
          LineCounter current = counter;
          if (failure != null || current == null) {
            then.run();
            return;
          }
          current.complete();
          if (durableTo >= current.end()) {
            then.run();
          } else {
            seals.add(new Seal(current.end(), then));
            store(1);
          }
        });
  }

  /** The output takes nothing more, for now. */
  void outputFailed() {
    unseal(Long.MAX_VALUE);
  }

  /** The output was opened (again), and ends where it is durable. */
  void reset(Log reopened) {
    output = reopened;
    outputDurableTo = reopened.end();
    forget();
    failed = false;
    retryFrom = 0;
    trimming = null;
    if (!stored && reopened.end() == 0) {
      counter = new LineCounter(0, 0, pending::add);
    }
    unseal(Long.MAX_VALUE);
    if (!waiting.isEmpty()) {
      begin(reopened.end());
    }
  }

  /** The terminal is gone. */
  void close() {
    closed = true;
    recovery.stop();
    trimming = null;
    forget();
    answer(new LogFailure(LogFailure.Kind.CLOSED, "the terminal was removed"));
    unseal(Long.MAX_VALUE);
  }

  private void forget() {
    run++;
    log = null;
    counter = null;
    catchingUp = false;
    durableTo = 0;
    pending.clear();
  }

  // ---- catching up

  /** Tells when everything up to the end is counted, or why it cannot be. */
  void whenCurrent(Consumer<@Nullable LogFailure> then) {
    if (counter != null && !catchingUp) {
      then.accept(null);
      return;
    }
    waiting.add(then);
    if (closed) {
      close();
    } else if (!catchingUp) {
      begin(output.end());
    }
  }

  /**
   * Opens the log of counts, and goes on from its end.
   *
   * @param outputEnd where the output ended before it was appended to
   */
  private void begin(long outputEnd) {
    Log adopted = log;
    forget();
    catchingUp = true;
    try {
      Log opened = adopted == null && stored ? storage.open() : adopted;
      log = opened;
      if (opened == null || opened.end() == 0) {
        countFrom(0, 0);
      } else if (opened.end() > outputEnd) {
        rebuild(opened);
      } else {
        goOnFrom(opened);
      }
    } catch (LogStoreException e) {
      failed(e.asFailure());
    }
  }

  private void goOnFrom(Log opened) {
    durableTo = opened.end();
    trim(opened);
    read(
        opened,
        opened.end() - 1,
        1,
        records -> {
          LineRecord last = LineRecord.of(records.get(records.size() - 1));
          countFrom(last.to(), last.after());
        });
  }

  /**
   * Output that had been durable is lost, and more was counted than there is: everything that is
   * left is counted again, on top of what is known of the time before it.
   */
  private void rebuild(Log ahead) {
    read(
        ahead,
        output.start(),
        1,
        records -> {
          LineRecord oldest = LineRecord.of(records.get(0));
          storage.delete();
          log = null;
          stored = false;
          if (oldest.from() > 0 && oldest.from() <= output.end()) {
            pending.add(new LineRecord(0, oldest.from(), 0, 0)); // before what is counted again
            countFrom(oldest.from(), oldest.before());
          } else {
            countFrom(0, 0);
          }
        });
  }

  private void countFrom(long offset, long before) {
    counter = new LineCounter(offset, before, pending::add);
    catchUp();
  }

  private void catchUp() {
    LineCounter current = counter;
    if (current == null) {
      return;
    }
    long from = current.end();
    if (from >= output.end()) {
      catchingUp = false;
      failed = false;
      store(BATCH_RECORDS);
      answer(null);
      return;
    }
    read(
        output,
        from,
        Segment.BYTES,
        records -> {
          records.forEach(record -> count(record, current));
          if (current.end() == from) {
            throw new IllegalArgumentException("nothing is stored from there on");
          }
          store(BATCH_RECORDS);
          catchUp();
        });
  }

  private static void count(LogRecord record, LineCounter counter) {
    if (record.to() <= counter.end()) {
      return; // a marker, or counted
    }
    if (record.from() > counter.end()) {
      counter.hole(record.from()); // what was there is not retained any more
    }
    ClientFrame frame = Bodies.parse(ClientFrame.parser(), record.payload());
    if (frame.hasPublishOutput()) {
      int counted = (int) (counter.end() - record.from());
      counter.data(frame.getPublishOutput().getData().substring(counted));
    } else {
      counter.hole(record.to());
    }
  }

  /** Reads; what comes of it counts only if nothing began anew meanwhile. */
  private void read(Log from, long position, int maxBytes, Consumer<List<LogRecord>> whenRead) {
    int mine = run;
    from.read(
        position,
        maxBytes,
        (records, failure) -> {
          if (mine != run) {
            return;
          }
          if (failure != null) {
            failed(failure);
            return;
          }
          try {
            whenRead.accept(records);
          } catch (LogStoreException e) {
            failed(e.asFailure());
          } catch (RuntimeException e) {
            failed(damaged(position, e));
          }
        });
  }

  static LogFailure damaged(long position, RuntimeException e) {
    return new LogFailure(
        LogFailure.Kind.DAMAGED,
        "the output or its line index is damaged at offset " + position + ": " + e);
  }

  // ---- storing

  /** Appends the counts of what is durable, if there are so many or if somebody waits for them. */
  private void store(int atLeast) {
    boolean isWaitedFor = !seals.isEmpty() || trimming != null;
    if (pending.size() < atLeast && (!isWaitedFor || pending.isEmpty())) {
      return;
    }
    List<LogRecord> records = new ArrayList<>();
    while (!pending.isEmpty() && pending.getFirst().to() <= outputDurableTo) {
      records.add(pending.removeFirst().toLog());
    }
    if (records.isEmpty()) {
      return;
    }
    try {
      Log target = opened();
      long to = records.get(records.size() - 1).to();
      target.append(records, failure -> stored(target, to, failure));
    } catch (LogStoreException e) {
      failed(e.asFailure());
    }
  }

  private Log opened() {
    Log current = log;
    if (current == null) {
      current = storage.open();
      if (!stored && current.end() > 0) { // left by another terminal of this name
        storage.delete();
        current = storage.open();
      }
      log = current;
      stored = true;
    }
    return current;
  }

  private void stored(Log target, long to, @Nullable LogFailure failure) {
    if (target != log) {
      return; // of an earlier beginning
    }
    if (failure != null) {
      failed(failure);
      return;
    }
    durableTo = Math.max(durableTo, to);
    unseal(durableTo);
    trimOn();
  }

  private void trimOn() {
    Runnable waiting = trimming;
    trimming = null;
    if (waiting != null) {
      waiting.run();
    }
  }

  private void unseal(long upTo) {
    List<Seal> done = seals.stream().filter(seal -> seal.at() <= upTo).toList();
    seals.removeAll(done);
    done.forEach(seal -> seal.then().run());
  }

  private void answer(@Nullable LogFailure failure) {
    List<Consumer<@Nullable LogFailure>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(then -> then.accept(failure));
  }

  /** Nothing depends on it but what asks for lines. */
  private void failed(LogFailure failure) {
    forget();
    failed = true;
    retryFrom = output.end() + RETRY_BYTES;
    if (failure.mayPass()) {
      recovery.begin();
    }
    answer(failure);
    unseal(Long.MAX_VALUE);
    trimOn();
  }

  /** It takes writes again. */
  private void recovered(Log reopened) {
    stored = true;
    log = reopened;
    begin(output.end());
  }

  // ---- finding

  /** Line breaks up to the end. Only once it is current, as all that follows. */
  long total() {
    LineCounter current = counter;
    return current == null ? 0 : current.total();
  }

  /** Line breaks before what is in memory alone. */
  long breaksInLog() {
    LineCounter current = counter;
    if (!pending.isEmpty()) {
      return pending.getFirst().before();
    }
    return current == null ? 0 : current.open().before();
  }

  /** The record around an offset, if it is not in the log. */
  @Nullable LineRecord inMemory(long offset) {
    LineCounter current = counter;
    if (current == null || offset >= current.open().from()) {
      return current == null ? null : current.open();
    }
    return pending.stream().filter(record -> record.covers(offset)).findFirst().orElse(null);
  }

  /** The record with a line break, counted from 1, if it is not in the log. */
  @Nullable LineRecord inMemoryWithBreak(long number) {
    LineCounter current = counter;
    if (current == null || number > current.open().before()) {
      return current == null ? null : current.open();
    }
    return pending.stream()
        .filter(record -> record.before() < number && number <= record.after())
        .findFirst()
        .orElse(null);
  }

  /** The records that are not in memory; null if all are. */
  @Nullable Log log() {
    return log;
  }
}
