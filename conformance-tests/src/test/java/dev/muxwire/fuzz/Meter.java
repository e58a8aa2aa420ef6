package dev.muxwire.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Runs a target on the calling thread and measures what an input costs. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long NANOS_PER_MS = 1_000_000;

  private final FuzzTarget target;
  private final Bounds bounds;

  Meter(FuzzTarget target, Bounds bounds) {
    this.target = target;
    this.bounds = bounds;
  }

  /** Throws what the target throws, or says which bound an input passes twice in a row. */
  void run(byte[] input) throws Exception {
    if (isTooDear(measured(input), input)) {
      Cost again = measured(input); // the first time may have paid for classes loaded
      if (isTooDear(again, input)) {
        throw new AssertionError("an input of " + input.length + " bytes costs " + again);
      }
    }
  }

  private boolean isTooDear(Cost cost, byte[] input) {
    return !cost.isWithin(bounds, input.length);
  }

  private Cost measured(byte[] input) throws Exception {
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
    target.accept(input);
    return new Cost(
        (THREADS.getCurrentThreadCpuTime() - cpuBefore) / NANOS_PER_MS,
        THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
  }

  private record Cost(long cpuMs, long allocatedBytes) {
    boolean isWithin(Bounds bounds, int inputBytes) {
      return cpuMs <= bounds.cpuMs() && allocatedBytes <= bounds.allocatedBytes(inputBytes);
    }

    @Override
    public String toString() {
      return cpuMs + " ms of processor time and " + allocatedBytes + " allocated bytes";
    }
  }
}
