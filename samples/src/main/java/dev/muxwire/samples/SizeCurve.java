package dev.muxwire.samples;

import java.util.Map;
import java.util.TreeMap;

/** Sizes by quantile: known ones, and between them evenly on a logarithmic scale. */
final class SizeCurve {
  private final TreeMap<Double, Integer> known = new TreeMap<>();

  /** Adds a known size, in bytes, at least 1. */
  SizeCurve at(double quantile, int bytes) {
    known.put(quantile, bytes);
    return this;
  }

  /** The size at a quantile between known ones. */
  int size(double quantile) {
    Map.Entry<Double, Integer> below = known.floorEntry(quantile);
    Map.Entry<Double, Integer> above = known.ceilingEntry(quantile);
    if (below == null || above == null) {
      throw new IllegalArgumentException("no size is known around " + quantile);
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double part = (quantile - below.getKey()) / (above.getKey() - below.getKey());
    double ratio = (double) above.getValue() / below.getValue();
    return (int) Math.round(below.getValue() * Math.pow(ratio, part));
  }
}
