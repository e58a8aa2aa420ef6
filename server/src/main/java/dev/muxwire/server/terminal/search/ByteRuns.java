package dev.muxwire.server.terminal.search;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where a run of bytes ends, eight at a time. In each of the sums below the highest bit of a
 * byte tells of that byte; a carry may make it wrong in bytes behind the first that it is right in,
 * which are not looked at.
 */
final class ByteRuns {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHEST = ONES << 7;
  private static final long SPACES = ' ' * ONES;

  private ByteRuns() {}

  /** The first place with a byte; {@code to} if there is none. */
  static int find(byte wanted, byte[] bytes, int from, int to) {
    long pattern = (wanted & 0xff) * ONES;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long differing = (long) LONGS.get(bytes, i) ^ pattern;
      long found = differing - ONES & ~differing & HIGHEST;
      if (found != 0) {
        return i + firstByte(found);
      }
    }
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  /** The first place with another byte than a printable one of ASCII; {@code to} if none. */
  static int endOfPrintable(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, i);
      long found = (eight - SPACES & ~eight | eight | eight + ONES) & HIGHEST;
      if (found != 0) {
        return i + firstByte(found);
      }
    }
    while (i < to && bytes[i] >= ' ' && bytes[i] < 0x7f) {
      i++;
    }
    return i;
  }

  private static int firstByte(long found) {
    return Long.numberOfTrailingZeros(found) / Byte.SIZE;
  }
}
