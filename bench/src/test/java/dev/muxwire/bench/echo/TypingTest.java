package dev.muxwire.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class TypingTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void stall_countsForEveryKeyThatWasDueMeanwhile() throws Exception {
    Typing typing = new Typing(100, 0, SECOND);
    typing.echoed(100, 100 * SECOND);
    Histogram nanos = typing.awaitEchoes(1);
    assertThat(nanos.getTotalCount()).isEqualTo(100);
    assertThat(nanos.getMaxValue() / SECOND).isBetween(98L, 100L);
    assertThat(nanos.getValueAtPercentile(50) / SECOND).isBetween(48L, 51L);
  }

  @Test
  void missingEcho_failsTheMeasurement() {
    Typing typing = new Typing(3, 0, SECOND);
    typing.echoed(2, SECOND);
    assertThatThrownBy(() -> typing.awaitEchoes(0)).isInstanceOf(IOException.class);
  }

  @Test
  void bytesBeyondTheKeys_countNothing() throws Exception {
    Typing typing = new Typing(2, 0, SECOND);
    typing.echoed(7, 3 * SECOND);
    assertThat(typing.awaitEchoes(0).getTotalCount()).isEqualTo(2);
  }
}
