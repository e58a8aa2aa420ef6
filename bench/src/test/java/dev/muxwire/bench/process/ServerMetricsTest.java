package dev.muxwire.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ServerMetricsTest {
  private final ServerMetrics metrics =
      new ServerMetrics(
          """
          # TYPE muxwire_streams gauge
          muxwire_streams 12.0
          muxwire_streams_opened_total{kind="state"} 3.0
          jvm_buffer_memory_used_bytes{id="mapped"} 1.0
          jvm_buffer_memory_used_bytes{id="direct"} 1.6E7
          """);

  @Test
  void value_isThatOfTheLineWithNameAndLabel() throws IOException {
    assertThat(metrics.value("muxwire_streams", "")).isEqualTo(12);
    assertThat(metrics.value("jvm_buffer_memory_used_bytes", "id=\"direct\"")).isEqualTo(1.6e7);
  }

  @Test
  void missingMetric_isToldByName() {
    assertThatThrownBy(() -> metrics.value("muxwire_strea", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("muxwire_strea");
  }
}
