package dev.muxwire.wire;

import dev.muxwire.proto.v1.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes; safe for several connections at once. */
final class FixedBudget implements ReservationBudget {
  private final long limitBytes;
  private final String name;
  private final AtomicLong reservedBytes = new AtomicLong();

  FixedBudget(long limitBytes, String name) {
    this.limitBytes = limitBytes;
    this.name = name;
  }

  @Override
  public void reserve(long bytes) {
    if (bytes > limitBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          bytes + " bytes are more than " + name + " may hold, " + limitBytes,
          limitBytes);
    }
    if (reservedBytes.addAndGet(bytes) > limitBytes) {
      reservedBytes.addAndGet(-bytes);
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_BUSY,
          name + " has its " + limitBytes + " bytes in use; try again later",
          limitBytes);
    }
  }

  @Override
  public void release(long bytes) {
    reservedBytes.addAndGet(-bytes);
  }
}
