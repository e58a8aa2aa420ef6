package dev.muxwire.bench.peer;

import dev.muxwire.bench.process.Patience;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a peer's server prints to all its readers: pieces that exist once, by number. A reader is a
 * cursor that takes the next piece when its peer's flow control has room, so nothing is queued for
 * it here, and a slow one holds up nobody. Safe for use by several threads.
 */
public final class Feed {
  private record Print(List<byte[]> pieces, long from, long until) {}

  private final Queue<Cursor> cursors = new ConcurrentLinkedQueue<>();
  private volatile Print print = new Print(List.of(new byte[0]), 0, 0);

  /** Where pieces go: a stream of the peer's. */
  public interface Outlet {
    /** Whether its flow control has room for one more. */
    boolean hasRoom();

    /** Takes it. */
    void send(byte[] piece);
  }

  /** Prints so many of these, in turn, once there are so many readers. */
  public void print(List<byte[]> pieces, int count, int readers) {
    Patience.await(readers + " readers", () -> cursors.size() >= readers);
    long from = print.until;
    print = new Print(pieces, from, from + count);
    cursors.forEach(Cursor::advance);
  }

  /** A reader of what is printed from now on. */
  public Cursor reader(Outlet outlet) {
    Cursor cursor = new Cursor(outlet, print.until);
    cursors.add(cursor);
    return cursor;
  }

  /** A reader's place. */
  public final class Cursor implements AutoCloseable {
    private final Outlet outlet;

    /** Calls that are not done yet: one thread does them, the others leave. */
    private final AtomicInteger calls = new AtomicInteger();

    private long next;

    private Cursor(Outlet outlet, long next) {
      this.outlet = outlet;
      this.next = next;
    }

    /** Sends as long as there is something, and room for it. Any thread. */
    public void advance() {
      if (calls.getAndIncrement() > 0) {
        return;
      }
      int done = 1;
      do {
        Print now = print;
        while (next < now.until && outlet.hasRoom()) {
          outlet.send(now.pieces.get((int) ((next - now.from) % now.pieces.size())));
          next++;
        }
        done = calls.addAndGet(-done);
      } while (done > 0);
    }

    @Override
    public void close() {
      cursors.remove(this);
    }
  }
}
