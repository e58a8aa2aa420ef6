package dev.muxwire.wire;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffers outside of the heap, which the network takes without a copy. They are used again: what is
 * outside of the heap would else be freed only when the heap is collected. Small packets lie on the
 * heap, where their copy costs less; and so do others while all buffers are in use. Any thread.
 */
public final class PacketBuffers implements PacketMemory {
  private static final int LEAST_BYTES = 4 * 1024;

  private final long maxBytes;
  private final AtomicLong allocated = new AtomicLong();

  /** On the heap, though not small. */
  private final AtomicLong onHeapBytes = new AtomicLong();

  /** Those that nobody uses, by the power of two that they hold. */
  private final Queue<ByteBuffer>[] free;

  /**
   * @param maxBytes of all together, in use or not
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public PacketBuffers(long maxBytes) {
    this.maxBytes = maxBytes;
    this.free = new Queue[Integer.SIZE];
    for (int i = 0; i < free.length; i++) {
      free[i] = new ConcurrentLinkedQueue<>();
    }
  }

  @Override
  public ByteBuffer take(int bytes) {
    if (bytes < LEAST_BYTES) {
      return ByteBuffer.allocate(bytes);
    }
    int size = sizeClass(bytes);
    ByteBuffer buffer = free[size].poll();
    if (buffer != null) {
      return buffer.clear();
    }
    if (mayAllocate(1 << size)) {
      return ByteBuffer.allocateDirect(1 << size);
    }
    onHeapBytes.addAndGet(bytes);
    return ByteBuffer.allocate(bytes);
  }

  /** Counts so many more, unless they are too many; buffers of another size make room. */
  private boolean mayAllocate(int capacity) {
    boolean fits = allocated.addAndGet(capacity) <= maxBytes;
    for (int i = free.length - 1; i >= 0 && !fits; i--) {
      ByteBuffer spare = free[i].poll(); // the collector frees it
      while (spare != null && !fits) {
        fits = allocated.addAndGet(-spare.capacity()) <= maxBytes;
        spare = fits ? null : free[i].poll();
      }
    }
    if (!fits) {
      allocated.addAndGet(-capacity);
    }
    return fits;
  }

  @Override
  public void give(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      free[sizeClass(buffer.capacity())].add(buffer);
    } else if (buffer.capacity() >= LEAST_BYTES) {
      onHeapBytes.addAndGet(-buffer.capacity());
    }
  }

  /** What all buffers take, in use or not. */
  public long allocatedBytes() {
    return allocated.get();
  }

  /** What the buffers take that are in use. Looks at all others: for those who watch. */
  public long usedBytes() {
    long unused = 0;
    for (Queue<ByteBuffer> buffers : free) {
      unused += buffers.stream().mapToLong(ByteBuffer::capacity).sum();
    }
    return Math.max(0, allocated.get() - unused);
  }

  /** What lies on the heap for want of room, without small packets. */
  public long heapBytes() {
    return onHeapBytes.get();
  }

  private static int sizeClass(int bytes) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1);
  }
}
