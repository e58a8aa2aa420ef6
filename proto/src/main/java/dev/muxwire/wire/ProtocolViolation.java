package dev.muxwire.wire;

import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;

/**
 * A peer did what the protocol forbids, or asked for what it cannot have. Whoever handles the frame
 * decides by where it happened whether a request, a stream or the connection ends.
 */
public final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_BYTES_PER_CHARACTER = 3;

  private final ErrorCode code;
  private final long limit;
  private final int retryAfterMs;

  public ProtocolViolation(ErrorCode code, String message) {
    this(code, message, 0);
  }

  /**
   * @param message one sentence for a person: what was wrong, what the limit was, what to do
   * @param limit the limit that was passed, in its own unit; 0 when none is concerned
   */
  public ProtocolViolation(ErrorCode code, String message, long limit) {
    this(code, message, limit, 0);
  }

  /**
   * @param retryAfterMs how long the peer had better wait; 0 = as it likes
   */
  public ProtocolViolation(ErrorCode code, String message, long limit, int retryAfterMs) {
    super(message, null, false, false);
    this.code = code == ErrorCode.UNRECOGNIZED ? ErrorCode.ERROR_CODE_INTERNAL : code; // [ERROR-1]
    this.limit = limit;
    this.retryAfterMs = retryAfterMs;
  }

  public ErrorCode code() {
    return code;
  }

  /** A message quotes what the peer sent; the answer must stay small all the same. */
  private static String shorten(String message) {
    int most = ProtocolLimits.ERROR_MESSAGE_BYTES / MAX_BYTES_PER_CHARACTER;
    return message.length() <= most ? message : message.substring(0, most - 1) + "…";
  }

  /** As the peer is told that chunks on stream 0 were refused. */
  public Error toTransferError(long transferId) {
    return toError(0).toBuilder().setTransferId(transferId).build();
  }

  /** As the peer is told it. */
  public Error toError(long requestSeq) {
    return Error.newBuilder()
        .setCode(code)
        .setMessage(shorten(String.valueOf(getMessage())))
        .setLimit(limit)
        .setRetryAfterMs(retryAfterMs)
        .setRequestSeq(requestSeq)
        .build();
  }
}
