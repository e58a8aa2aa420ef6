package dev.muxwire.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExponentTest {
  @Test
  void cost_thatDoesNotGrow_hasNone() {
    assertThat(Exponent.of(Map.of(10L, 3.0, 100L, 3.0, 1_000L, 3.0))).isCloseTo(0, within(1e-9));
  }

  @Test
  void cost_thatGrowsWithTheSquare_hasTwo() {
    assertThat(Exponent.of(Map.of(1L, 5.0, 10L, 500.0, 100L, 50_000.0))).isCloseTo(2, within(1e-9));
  }

  @Test
  void cost_thatFalls_isNegative() {
    assertThat(Exponent.of(Map.of(4L, 2.0, 16L, 1.0))).isCloseTo(-0.5, within(1e-9));
  }
}
