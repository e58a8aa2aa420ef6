package dev.muxwire.client;

/** What went wrong, as the server (or this SDK) names it, and whether trying again makes sense. */
public enum ErrorCode {
  /** Bytes that are no packet, or a value out of range. */
  MALFORMED(1, Retry.NEVER),
  /** The peer does not have this body, option or feature. */
  UNSUPPORTED(2, Retry.NEVER),
  /** No protocol version in common. Ends the client. */
  VERSION(3, Retry.NEVER),
  /** No token, or one that is unknown, expired or revoked. Ends the client. */
  UNAUTHENTICATED(4, Retry.NEVER),
  /** The token lacks the grant that the request needs. */
  FORBIDDEN(5, Retry.NEVER),
  /** More than a limit allows; the message names the limit. */
  LIMIT_EXCEEDED(6, Retry.NEVER),
  /** A shared budget is taken for the moment. */
  BUSY(7, Retry.LATER),
  /** No such workspace, entity, terminal or host. */
  NOT_FOUND(8, Retry.NEVER),
  /** The id was used before; ids are never reused. */
  ALREADY_EXISTS(9, Retry.NEVER),
  /** Well-formed, but means nothing here. */
  INVALID_ARGUMENT(10, Retry.NEVER),
  /** A precondition's revision is not the current one. */
  PRECONDITION_FAILED(11, Retry.NOW),
  /** The mutation's base is of another epoch or too old: read the state, then try again. */
  STALE_BASE(12, Retry.NOW),
  /** The batch would leave a reference to something that is not there. */
  DANGLING_REFERENCE(13, Retry.NEVER),
  /** The request took effect or it did not; nobody knows any more. */
  OUTCOME_UNKNOWN(14, Retry.NEVER),
  /** A chunk out of order, or with a wrong checksum. */
  CHUNK_INVALID(15, Retry.NOW),
  /** Something stood still too long. */
  TIMED_OUT(16, Retry.LATER),
  /** More bytes than the receiver's credit allowed. */
  CREDIT_EXCEEDED(17, Retry.NEVER),
  /** A stream id in the wrong place. */
  STREAM_INVALID(18, Retry.NEVER),
  /** The terminal's host is not connected. */
  UNREACHABLE(19, Retry.LATER),
  /** The terminal's host is gone for good. */
  HOST_LOST(20, Retry.NEVER),
  /** The terminal's program has ended. */
  EXITED(21, Retry.NEVER),
  /** The program could not be started; the message is the host's. */
  SPAWN_FAILED(22, Retry.NEVER),
  /** Another connection or host instance took this one's place. */
  REPLACED(23, Retry.NEVER),
  /** The server stops or restarts. */
  DRAINING(24, Retry.NOW),
  /** The storage refused. */
  STORAGE(25, Retry.LATER),
  /** The requester gave up, or closed the client. */
  CANCELLED(26, Retry.NEVER),
  /** A fault of the peer itself; also every code that this SDK does not know. */
  INTERNAL(27, Retry.LATER);

  /** What to do next. */
  public enum Retry {
    /** Try again at once (after reading the current value, where the code says so). */
    NOW,
    /** Try again with back-off. */
    LATER,
    /** The same request would fail again. */
    NEVER
  }

  private final int number;
  private final Retry retry;

  ErrorCode(int number, Retry retry) {
    this.number = number;
    this.retry = retry;
  }

  /** The stable number of this code on the wire. */
  public int number() {
    return number;
  }

  /** What to do next. */
  public Retry retry() {
    return retry;
  }

  /** The code with this wire number; {@link #INTERNAL} for a number that this SDK does not know. */
  public static ErrorCode ofNumber(int number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    return INTERNAL;
  }
}
