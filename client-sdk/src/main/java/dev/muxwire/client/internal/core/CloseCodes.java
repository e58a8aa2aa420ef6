package dev.muxwire.client.internal.core;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.spi.TransportListener;

/** What close codes mean where no Error frame said more. */
final class CloseCodes {
  private CloseCodes() {}

  static ErrorCode meaning(int closeCode) {
    return switch (closeCode) {
      case 1000, 1001 -> ErrorCode.DRAINING;
      case 1002, 1003, 1007 -> ErrorCode.MALFORMED;
      case 1009, 4429 -> ErrorCode.LIMIT_EXCEEDED;
      case 1011 -> ErrorCode.INTERNAL;
      case 1012, 1013 -> ErrorCode.BUSY;
      case TransportListener.UNAUTHENTICATED -> ErrorCode.UNAUTHENTICATED;
      case TransportListener.FORBIDDEN -> ErrorCode.FORBIDDEN;
      case 4409 -> ErrorCode.REPLACED;
      case 4426 -> ErrorCode.VERSION;
      default -> ErrorCode.UNREACHABLE;
    };
  }

  /**
   * Does the client end with it? Everything else is tried again: also what says NEVER, for it was
   * said of one connection, and the next one may have another server behind it.
   */
  static boolean isFatal(ErrorCode code) {
    return switch (code) {
      case UNAUTHENTICATED, FORBIDDEN, VERSION, REPLACED -> true;
      default -> false;
    };
  }
}
