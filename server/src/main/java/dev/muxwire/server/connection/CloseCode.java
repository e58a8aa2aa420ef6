package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;

/** WebSocket close codes: as RFC 6455 means them, and 44xx. */
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;
  public static final int TOO_BIG = 1009;
  public static final int INTERNAL = 1011;
  public static final int UNAUTHENTICATED = 4401;
  public static final int FORBIDDEN = 4403;
  public static final int TIMED_OUT = 4408;
  public static final int REPLACED = 4409;
  public static final int VERSION = 4426;
  public static final int LIMITS = 4429;

  private CloseCode() {}

  /** The code that goes with an error that ends a connection. */
  static int of(ErrorCode code) {
    return switch (code) {
      case ERROR_CODE_UNAUTHENTICATED -> UNAUTHENTICATED;
      case ERROR_CODE_FORBIDDEN -> FORBIDDEN;
      case ERROR_CODE_VERSION -> VERSION;
      case ERROR_CODE_LIMIT_EXCEEDED, ERROR_CODE_BUSY -> LIMITS;
      case ERROR_CODE_TIMED_OUT -> TIMED_OUT;
      case ERROR_CODE_REPLACED -> REPLACED;
      case ERROR_CODE_DRAINING -> GOING_AWAY;
      case ERROR_CODE_INTERNAL -> INTERNAL;
      default -> PROTOCOL_ERROR;
    };
  }
}
