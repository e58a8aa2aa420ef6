package dev.muxwire.bench.growth;

import java.util.Map;

/** How a cost grows with a size: 0 not at all, 1 as the size does. */
final class Exponent {
  private Exponent() {}

  /**
   * The slope of the logarithm of the cost over that of the size, by least squares.
   *
   * @param costs by size; at least two, all more than 0
   */
  static double of(Map<Long, Double> costs) {
    double meanSize = costs.keySet().stream().mapToDouble(Math::log).average().orElseThrow();
    double meanCost = costs.values().stream().mapToDouble(Math::log).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (Map.Entry<Long, Double> entry : costs.entrySet()) {
      double size = Math.log(entry.getKey()) - meanSize;
      covariance += size * (Math.log(entry.getValue()) - meanCost);
      variance += size * size;
    }
    return covariance / variance;
  }
}
