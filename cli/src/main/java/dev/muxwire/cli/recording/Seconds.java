package dev.muxwire.cli.recording;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times in asciicast files: seconds as decimal numbers, here microseconds. */
final class Seconds {
  private static final int DIGITS = 6;

  private Seconds() {}

  /** Exactly, without an exponent. */
  static String text(long micros) {
    BigDecimal seconds = BigDecimal.valueOf(micros, DIGITS).stripTrailingZeros();
    return seconds.toPlainString();
  }

  /**
   * The nearest microsecond.
   *
   * @throws ArithmeticException if it is larger than a long
   */
  static long micros(BigDecimal seconds) {
    return seconds.movePointRight(DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact();
  }
}
