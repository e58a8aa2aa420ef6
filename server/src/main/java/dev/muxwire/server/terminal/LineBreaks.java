package dev.muxwire.server.terminal;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/** Counts line breaks, eight bytes at a time: it is done for every byte that is ever published. */
public final class LineBreaks {
  static final byte BREAK = '\n';

  private static final long BREAKS = 0x0A0A0A0A0A0A0A0AL;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private LineBreaks() {}

  /** How many there are. */
  public static int count(ByteString bytes) {
    int count = 0;
    for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
      count += count(part, part.remaining());
    }
    return count;
  }

  /** How many of the next so many bytes are breaks; the buffer stands behind them then. */
  static int count(ByteBuffer bytes, int length) {
    int count = 0;
    int left = length;
    for (; left >= Long.BYTES; left -= Long.BYTES) {
      long other = bytes.getLong() ^ BREAKS; // a break is a byte of zeros now
      long notBreaks = (((other & LOW_BITS) + LOW_BITS) | other) & HIGH_BITS;
      count += Long.BYTES - Long.bitCount(notBreaks);
    }
    for (; left > 0; left--) {
      if (bytes.get() == BREAK) {
        count++;
      }
    }
    return count;
  }
}
