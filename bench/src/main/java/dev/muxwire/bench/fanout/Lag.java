package dev.muxwire.bench.fanout;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Holds a producer back by the slowest of its readers, where a peer has no flow control of its own.
 * Each piece is counted until all readers have written it. One producer; readers on any thread.
 */
final class Lag {
  private final Semaphore room;
  private final AtomicIntegerArray missing;
  private volatile int readers;

  /**
   * None yet.
   *
   * @param pieces that the producer may be ahead of the slowest
   */
  Lag(int pieces) {
    room = new Semaphore(pieces);
    missing = new AtomicIntegerArray(pieces);
  }

  /** So many read. Before the first piece. */
  void expect(int count) {
    readers = count;
    for (int i = 0; i < missing.length(); i++) {
      missing.set(i, count);
    }
  }

  int readers() {
    return readers;
  }

  /** Waits until the producer may go on with one more. */
  void awaitRoom() throws InterruptedException {
    room.acquire();
  }

  /** A reader wrote the piece of this number; each reader's come in order, from 0. */
  void written(long piece) {
    // The place is free for the piece that comes after it before the producer may begin that one.
    int place = (int) (piece % missing.length());
    if (missing.decrementAndGet(place) == 0) {
      missing.set(place, readers);
      room.release();
    }
  }
}
