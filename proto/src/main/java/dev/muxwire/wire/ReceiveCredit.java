package dev.muxwire.wire;

import dev.muxwire.proto.v1.ErrorCode;

/**
 * What a stream has granted to its sender. The limit runs {@code windowBytes} ahead of what was
 * consumed; it is worth a Credit frame once half of the window is used up. The window may grow, so
 * that a long fast link is not held up by it.
 */
public final class ReceiveCredit {
  private final long maxWindowBytes;
  private long windowBytes;
  private long raisedAtUs;
  private long consumedAtRaise;
  private long limitBytes;
  private long receivedBytes;
  private long consumedBytes;

  /**
   * @param initialLimitBytes what the handshake granted
   * @param windowBytes how far to run ahead from then on
   */
  public ReceiveCredit(long initialLimitBytes, long windowBytes) {
    this(initialLimitBytes, windowBytes, windowBytes);
  }

  /**
   * @param maxWindowBytes how far the window may grow
   */
  public ReceiveCredit(long initialLimitBytes, long windowBytes, long maxWindowBytes) {
    this.limitBytes = initialLimitBytes;
    this.windowBytes = windowBytes;
    this.maxWindowBytes = maxWindowBytes;
  }

  public long windowBytes() {
    return windowBytes;
  }

  /** Counts what arrived. */
  public void received(long bytes) {
    receivedBytes += bytes;
    if (receivedBytes > limitBytes) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_CREDIT_EXCEEDED,
          "the stream sent " + receivedBytes + " bytes with a credit of " + limitBytes,
          limitBytes);
    }
  }

  /** Counts what the application is done with. */
  public void consumed(long bytes) {
    consumedBytes += bytes;
  }

  /**
   * A message is whole whose chunks counted as received and as consumed: from now on it counts as
   * if it had come in one piece, and is received and consumed once more.
   */
  public void reassembled(long bytes) {
    receivedBytes -= bytes;
    consumedBytes -= bytes;
  }

  /** What arrived and waits. */
  public long unconsumedBytes() {
    return receivedBytes - consumedBytes;
  }

  /** Is there anything to grant at all? */
  public boolean canRaise() {
    return consumedBytes + windowBytes > limitBytes;
  }

  /** Is it time to grant, without waiting for the 50 ms? */
  public boolean shouldRaise() {
    return consumedBytes + windowBytes - limitBytes >= windowBytes / 2;
  }

  /**
   * Moves the limit, and the window with it: one of which half was consumed within two round trips
   * is small for its link, and doubles.
   *
   * @param roundTripUs 0 while it is not known
   */
  public long raise(long nowUs, long roundTripUs) {
    boolean usedUp = consumedBytes - consumedAtRaise >= windowBytes / 2;
    if (usedUp && raisedAtUs != 0 && nowUs - raisedAtUs < 2 * roundTripUs) {
      windowBytes = Math.min(2 * windowBytes, maxWindowBytes);
    }
    raisedAtUs = nowUs;
    consumedAtRaise = consumedBytes;
    return raise();
  }

  /** Moves the limit; the result goes into a Credit frame. */
  public long raise() {
    limitBytes = Math.max(limitBytes, consumedBytes + windowBytes);
    return limitBytes;
  }
}
