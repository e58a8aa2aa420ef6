package dev.muxwire.network;

import dev.muxwire.network.Cut.Ending;
import dev.muxwire.network.InFlight.End;
import dev.muxwire.network.InFlight.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection. Its reader takes bytes from the sender as bandwidth, stall and
 * what is in flight allow; what is due at once it delivers itself, the rest a writer does.
 */
final class Pipe {
  private final Connection connection;
  private final boolean fromServer;
  private final Socket source;
  private final Socket target;
  private final Tap tap;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile long delivered;

  // Guarded by the lock.
  private final InFlight inFlight;
  private Conditions conditions;
  private long conditionsSinceNanos = System.nanoTime();
  private TokenBucket bucket;
  private long taken;

  /** Bytes, or the end, were taken and will never be delivered. */
  private boolean swallowed;

  /** Nothing is taken any more; what is in flight still arrives. */
  private boolean ended;

  /** Nothing is delivered any more either. */
  private boolean stopped;

  private boolean writerRuns;
  private boolean readerGone;

  Pipe(Connection connection, boolean fromServer, Conditions conditions, Tap tap, Random random) {
    this.connection = connection;
    this.fromServer = fromServer;
    this.source = fromServer ? connection.server() : connection.client();
    this.target = fromServer ? connection.client() : connection.server();
    this.conditions = conditions;
    this.tap = tap;
    this.inFlight = new InFlight(random);
    this.bucket = new TokenBucket(conditions.bytesPerSecond(), conditionsSinceNanos);
  }

  void start() {
    Daemons.start("conditioner-reader", this::read);
  }

  /** Bytes that the receiver's socket was given. */
  long delivered() {
    return delivered;
  }

  Socket target() {
    return target;
  }

  /** How its conditions end the connection. */
  Ending cutEnding() {
    lock.lock();
    try {
      Cut cut = conditions.cut();
      return cut == null ? Ending.RESET : cut.ending(); // changed since: it is too late
    } finally {
      lock.unlock();
    }
  }

  void set(Conditions next) {
    boolean placeLost;
    lock.lock();
    try {
      placeLost = swallowed && !next.swallowing();
      conditions = next;
      conditionsSinceNanos = System.nanoTime();
      if (bucket.bytesPerSecond() != next.bytesPerSecond()) {
        bucket = new TokenBucket(next.bytesPerSecond(), conditionsSinceNanos);
      }
      cutIfDue();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (placeLost) {
      connection.reset();
    }
  }

  boolean isSwallowing() {
    lock.lock();
    try {
      return conditions.swallowing();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is in flight and whatever comes. */
  void stop() {
    lock.lock();
    try {
      ended = true;
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has nothing to do any more. */
  boolean isOver() {
    lock.lock();
    try {
      return readerGone && (stopped || inFlight.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    try {
      byte[] buffer = new byte[TokenBucket.MOST_PIECE_BYTES];
      InputStream in = source.getInputStream();
      int room = awaitRoom();
      int count = room == 0 ? 0 : in.read(buffer, 0, room);
      while (count > 0) {
        take(buffer, count);
        room = awaitRoom();
        count = room == 0 ? 0 : in.read(buffer, 0, room);
      }
      if (count < 0) {
        finish(End.CLOSED);
      } else {
        in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      finish(End.LOST);
    }
    leave();
  }

  private void leave() {
    lock.lock();
    readerGone = true;
    lock.unlock();
    connection.closeIfOver();
  }

  /** How many bytes to read next; 0 if there is nothing more to take. */
  private int awaitRoom() {
    lock.lock();
    try {
      while (!ended && !cutIfDue()) {
        long nanos = nanosUntilRoom();
        if (nanos <= 0) {
          return (int) Math.min(bucket.pieceBytes(), conditions.bytesUntilCut(taken));
        }
        await(nanos);
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }

  private long nanosUntilRoom() {
    long now = System.nanoTime();
    long stalled = nanosUntilStallEnds(now);
    if (stalled > 0) {
      return stalled;
    }
    return inFlight.isFull(conditions) ? Long.MAX_VALUE : bucket.nanosUntilPiece(now);
  }

  private long nanosUntilStallEnds(long now) {
    return conditions.stall().toNanos() - (now - conditionsSinceNanos);
  }

  private boolean cutIfDue() {
    if (!ended && conditions.bytesUntilCut(taken) == 0) {
      end(End.CUT);
    }
    return ended;
  }

  private void await(long nanos) {
    try {
      changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the proxy's own threads", e);
    }
  }

  /** A read may have waited long: the conditions of now are what counts. */
  private void take(byte[] buffer, int count) throws IOException {
    int direct = 0;
    lock.lock();
    try {
      awaitStall();
      if (ended) {
        return;
      }
      long now = System.nanoTime();
      int kept = (int) Math.min(count, conditions.bytesUntilCut(taken));
      bucket.spend(kept, now);
      taken += kept;
      if (conditions.swallowing()) {
        swallowed = true;
        return;
      }
      long due = inFlight.dueNanos(conditions, now);
      if (inFlight.isEmpty() && due <= now) {
        direct = kept; // no writer is at work, and none begins before this thread adds a piece
      } else {
        add(new Piece(Arrays.copyOf(buffer, kept), null, due));
      }
    } finally {
      lock.unlock();
    }
    deliver(buffer, direct);
  }

  private void awaitStall() {
    long nanos = nanosUntilStallEnds(System.nanoTime());
    while (!ended && nanos > 0) {
      await(nanos);
      nanos = nanosUntilStallEnds(System.nanoTime());
    }
  }

  private void finish(End end) {
    lock.lock();
    try {
      awaitStall();
      if (conditions.swallowing()) {
        swallowed = true;
      } else if (!ended) {
        end(end);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(End end) {
    ended = true;
    long due = inFlight.dueNanos(conditions, System.nanoTime());
    add(new Piece(new byte[0], end, due));
  }

  private void add(Piece piece) {
    inFlight.add(piece);
    changed.signalAll();
    if (!writerRuns) {
      writerRuns = true;
      Daemons.start("conditioner-writer", this::write);
    }
  }

  private void write() {
    Piece piece = awaitDue();
    while (piece != null) {
      if (piece.end() != null) {
        connection.end(this, piece.end());
      } else {
        deliverOrLose(piece);
      }
      piece = nextDue();
    }
    connection.closeIfOver();
  }

  private void deliverOrLose(Piece piece) {
    try {
      deliver(piece.data(), piece.data().length);
    } catch (IOException e) {
      connection.lost();
    }
  }

  private @Nullable Piece nextDue() {
    lock.lock();
    try {
      inFlight.delivered();
      changed.signalAll();
      return ended && inFlight.isEmpty() ? null : awaitDue();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Piece awaitDue() {
    lock.lock();
    try {
      while (!stopped) {
        Piece first = inFlight.first();
        long nanos = first == null ? Long.MAX_VALUE : first.dueNanos() - System.nanoTime();
        if (nanos <= 0) {
          return first;
        }
        await(nanos);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** From one thread at a time: the writer, or the reader while nothing is in flight. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void deliver(byte[] buffer, int count) throws IOException {
    if (count == 0) {
      return;
    }
    tap.passed(fromServer, buffer, count);
    target.getOutputStream().write(buffer, 0, count);
    delivered += count;
  }
}
