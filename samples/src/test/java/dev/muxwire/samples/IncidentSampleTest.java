package dev.muxwire.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IncidentSampleTest {
  @Property(tries = 20)
  void json_ofAnySeed_is424KilobytesWithinFivePercent(@ForAll long seed) {
    int bytes = Generated.of(Sample.INCIDENT, seed).json().getBytes(StandardCharsets.UTF_8).length;

    assertThat(bytes).isBetween(424_000 * 95 / 100, 424_000 * 105 / 100);
    assertThat(bytes).isBetween(424 * 1024 * 95 / 100, 424 * 1024 * 105 / 100);
  }

  @Property(tries = 20)
  void tabs_ofAnySeed_areAsManyAsTheIncidentHad_mostOfThemClosed(@ForAll long seed) {
    List<Mutation.Create> tabs = Generated.of(Sample.INCIDENT, seed).creates(EntityKind.TAB);

    assertThat(tabs.size()).isBetween(340, 620);
    assertThat(tabs.stream().filter(tab -> !tab.fields().containsKey("closed_at_ms")))
        .hasSize(IncidentSample.OPEN_TABS);
  }

  @Test
  void deflatedSize_isThatOfRealData() {
    byte[] json = Generated.of(Sample.INCIDENT, 1).json().getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    deflater.setInput(json);
    deflater.finish();
    int deflatedBytes = deflater.deflate(new byte[json.length]);
    deflater.end();

    assertThat(deflatedBytes).isBetween(80_000, 91_000);
  }

  @Test
  void aTabsJson_isOfTheMeasuredSize() {
    int[] bytes = IntStream.generate(new TabSizes()::next).limit(4_000).sorted().toArray();

    assertThat(bytes[bytes.length / 50]).isGreaterThanOrEqualTo(550);
    assertThat(bytes[bytes.length * 85 / 100]).isLessThanOrEqualTo(1_280);
    assertThat(IntStream.of(bytes).average().orElseThrow()).isBetween(650.0, 950.0);
  }

  /** Sizes of one tab after another, with its panes. */
  private static final class TabSizes {
    private final SampleTabs tabs = new SampleTabs(new SampleRandom(5), SampleTimes.NOW_MS, 3);

    int next() {
      return tabs.tab("s00000", false).jsonBytes();
    }
  }
}
