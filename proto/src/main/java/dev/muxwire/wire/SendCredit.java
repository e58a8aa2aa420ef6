package dev.muxwire.wire;

import dev.muxwire.proto.v1.ErrorCode;

/** How much more a stream may send: an absolute limit that only the receiver raises. */
public final class SendCredit {
  private long limitBytes;
  private long sentBytes;

  public SendCredit(long initialLimitBytes) {
    this.limitBytes = initialLimitBytes;
  }

  public long availableBytes() {
    return limitBytes - sentBytes;
  }

  public long sentBytes() {
    return sentBytes;
  }

  public void spend(long bytes) {
    if (bytes > availableBytes()) {
      throw new IllegalStateException("credit overdrawn by " + (bytes - availableBytes()));
    }
    sentBytes += bytes;
  }

  /** Applies a Credit frame; a limit that is not higher changes nothing. */
  public void raiseTo(long newLimitBytes) {
    if (newLimitBytes < 0) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_MALFORMED, "a credit limit is at most 2^63-1");
    }
    limitBytes = Math.max(limitBytes, newLimitBytes);
  }
}
