package dev.muxwire.network;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from a sender and is not delivered yet, in order, each piece with its time. Holds
 * as much as bandwidth and delay put on a wire, and no more. Not for several threads at once.
 */
final class InFlight {
  private static final long UNLIMITED_BYTES = 1 << 20;

  /**
   * One piece.
   *
   * @param data its bytes; none for the direction's end
   * @param end how the direction ends, if this is its end
   * @param dueNanos when it is to be delivered
   */
  record Piece(byte[] data, @Nullable End end, long dueNanos) {}

  /** What ends a direction. */
  enum End {
    /** The sender said that it has no more. */
    CLOSED,
    /** The sender is gone. */
    LOST,
    /** The conditions say so. */
    CUT
  }

  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private final Random random;
  private long bytes;
  private long lastDueNanos = Long.MIN_VALUE;

  InFlight(Random random) {
    this.random = random;
  }

  /** When something taken now arrives: never before what was taken earlier. */
  long dueNanos(Conditions conditions, long nowNanos) {
    long jitter = conditions.jitter().toNanos();
    long drawn = jitter == 0 ? 0 : (long) (random.nextDouble() * jitter);
    long due = nowNanos + conditions.delay().toNanos() + drawn;
    lastDueNanos = lastDueNanos == Long.MIN_VALUE ? due : Math.max(lastDueNanos, due);
    return lastDueNanos;
  }

  /** Whether another piece has to wait until one is delivered. */
  boolean isFull(Conditions conditions) {
    return bytes > capacity(conditions);
  }

  private static double capacity(Conditions conditions) {
    if (conditions.bytesPerSecond() == Conditions.UNLIMITED) {
      return UNLIMITED_BYTES;
    }
    Duration longest = conditions.delay().plus(conditions.jitter());
    return conditions.bytesPerSecond() * (longest.toNanos() / 1e9);
  }

  void add(Piece piece) {
    pieces.add(piece);
    bytes += piece.data().length;
  }

  /** The next one; it stays until it is delivered. */
  @Nullable Piece first() {
    return pieces.peek();
  }

  void delivered() {
    bytes -= pieces.remove().data().length;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }
}
