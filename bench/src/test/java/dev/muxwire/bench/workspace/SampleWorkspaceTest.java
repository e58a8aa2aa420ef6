package dev.muxwire.bench.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SampleWorkspaceTest {
  private static final int INCIDENT_JSON_BYTES = 424_000;

  @Test
  void incident_asJson_is424Kilobytes_andTheSameEachTime() {
    long size = SampleWorkspace.INCIDENT_BYTES;
    String json = SampleWorkspace.json(SampleWorkspace.tree(size));

    assertThat(json.getBytes(StandardCharsets.UTF_8).length)
        .isCloseTo(INCIDENT_JSON_BYTES, Percentage.withPercentage(2));
    assertThat(SampleWorkspace.json(SampleWorkspace.tree(size))).isEqualTo(json);
  }
}
