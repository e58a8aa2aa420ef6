package dev.muxwire.server.terminal.search;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;

/**
 * Characters that RE2/J never comes to an end with where case is ignored: their upper case is that
 * of other letters, and its tables, older than Java's, do not say so.
 */
final class Unfoldable {
  static final int FIRST = 0x1c80;
  static final int LAST = 0x1c88;

  /** A range from here to there has all that folds; RE2/J does not look into it. */
  private static final int FIRST_FOLDING = 'A';

  private static final int LAST_FOLDING = 0x1044f;

  private Unfoldable() {}

  /**
   * Refuses a range that has some.
   *
   * @throws ProtocolViolation INVALID_ARGUMENT
   */
  static void refuse(int first, int last) {
    boolean isFull = first <= FIRST_FOLDING && last >= LAST_FOLDING;
    if (first <= LAST && last >= FIRST && !isFull) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "U+1C80 to U+1C88 cannot be searched for with case ignored");
    }
  }
}
