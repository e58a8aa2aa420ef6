package dev.muxwire.bench.report;

/**
 * What a ratio should be.
 *
 * @param ratio its name
 * @param bound that it must not pass
 * @param atLeast whether it should be this much or more; else this much or less
 */
public record Target(String ratio, double bound, boolean atLeast) {
  boolean isMetBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }
}
