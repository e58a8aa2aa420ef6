package dev.muxwire.server.terminal;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Buffers outside of the heap, which the network takes without a copy. They are used again: what is
 * outside of the heap would else be freed only when the heap is collected. Any thread.
 */
final class PacketBuffers {
  private static final int LEAST_BYTES = 4 * 1024;

  private final long maxBytes;
  private final AtomicLong allocated = new AtomicLong();

  /** Those that nobody uses, by the power of two that they hold. */
  private final Queue<ByteBuffer>[] free;

  /**
   * @param maxBytes of all together, in use or not
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  PacketBuffers(long maxBytes) {
    this.maxBytes = maxBytes;
    this.free = new Queue[Integer.SIZE];
    for (int i = 0; i < free.length; i++) {
      free[i] = new ConcurrentLinkedQueue<>();
    }
  }

  /** An empty buffer for so many bytes; null if too many are in use. */
  @Nullable ByteBuffer take(int bytes) {
    int size = sizeClass(bytes);
    ByteBuffer buffer = free[size].poll();
    if (buffer != null) {
      return buffer.clear();
    }
    int capacity = 1 << size;
    if (allocated.addAndGet(capacity) > maxBytes) {
      allocated.addAndGet(-capacity);
      return null;
    }
    return ByteBuffer.allocateDirect(capacity);
  }

  /** Nobody uses it any more. */
  void give(ByteBuffer buffer) {
    free[sizeClass(buffer.capacity())].add(buffer);
  }

  long allocatedBytes() {
    return allocated.get();
  }

  private static int sizeClass(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(bytes, LEAST_BYTES) - 1);
  }
}
