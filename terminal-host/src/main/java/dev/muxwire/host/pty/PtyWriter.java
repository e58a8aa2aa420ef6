package dev.muxwire.host.pty;

import com.sun.jna.Memory;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Input on its way to the program: a bounded queue, and the loop that empties it. */
final class PtyWriter {
  private static final Logger log = LoggerFactory.getLogger(PtyWriter.class);
  private static final int WRITE_BYTES = 16 << 10;

  private record Entry(byte[] data, Consumer<Boolean> outcome) {}

  private final PtyDevice device;
  private final ProgramEnd programEnd;
  private final int queueLimitBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock. */
  private final ArrayDeque<Entry> queue = new ArrayDeque<>();

  private int queuedBytes;
  private boolean ended;

  PtyWriter(PtyDevice device, ProgramEnd programEnd, int queueLimitBytes) {
    this.device = device;
    this.programEnd = programEnd;
    this.queueLimitBytes = queueLimitBytes;
  }

  /** Queues input, unless the queue is full or the program ended. */
  boolean offer(byte[] data, Consumer<Boolean> outcome) {
    lock.lock();
    try {
      // An empty queue takes input of any size, or one too large could never be written.
      if (ended || (queuedBytes > 0 && data.length > queueLimitBytes - queuedBytes)) {
        return false;
      }
      queue.add(new Entry(data, outcome));
      queuedBytes += data.length;
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The program ended: what waits will never be written. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The body of the writer thread. */
  void run() {
    try (Memory buffer = new Memory(WRITE_BYTES)) {
      for (Entry entry = next(); entry != null; entry = next()) {
        boolean written = writeAll(entry.data(), buffer);
        release(entry);
        tell(entry, written);
      }
    }
  }

  /** What is left once the program ended comes out too, and is not written. */
  private @Nullable Entry next() {
    lock.lock();
    try {
      while (queue.isEmpty() && !ended) {
        changed.awaitUninterruptibly();
      }
      return queue.poll();
    } finally {
      lock.unlock();
    }
  }

  private static void tell(Entry entry, boolean written) {
    try {
      entry.outcome().accept(written);
    } catch (RuntimeException e) {
      log.warn("The writer of input failed", e);
    }
  }

  /** Counts until it is written, so that the bound holds for what is under way too. */
  private void release(Entry entry) {
    lock.lock();
    try {
      queuedBytes -= entry.data().length;
    } finally {
      lock.unlock();
    }
  }

  private boolean writeAll(byte[] data, Memory buffer) {
    int offset = 0;
    try {
      while (offset < data.length && !programEnd.hasCome()) {
        int length = Math.min(data.length - offset, WRITE_BYTES);
        buffer.write(0, data, offset, length);
        int written = device.write(buffer, length);
        if (written == 0) {
          device.awaitWritable();
        }
        offset += written;
      }
    } catch (IOException e) {
      log.warn("A terminal takes no more input", e);
      end();
    }
    return offset == data.length;
  }
}
