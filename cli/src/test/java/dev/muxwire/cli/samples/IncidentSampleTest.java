package dev.muxwire.cli.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IncidentSampleTest {
  @Property(tries = 20)
  void json_ofAnySeed_is424KilobytesWithinFivePercent(@ForAll long seed) {
    byte[] json = IncidentSample.generate(seed).toString().getBytes(StandardCharsets.UTF_8);

    assertThat(json.length).isBetween(424_000 * 95 / 100, 424_000 * 105 / 100);
    assertThat(json.length).isBetween(424 * 1024 * 95 / 100, 424 * 1024 * 105 / 100);
  }

  @Property(tries = 20)
  void tabs_ofAnySeed_areAsManyAsTheIncidentHad(@ForAll long seed) {
    assertThat(IncidentSample.generate(seed).getAsJsonArray("tabs").size()).isBetween(340, 620);
  }

  @Test
  void generate_withTheSameSeed_isTheSame() {
    assertThat(IncidentSample.generate(7)).isEqualTo(IncidentSample.generate(7));
    assertThat(IncidentSample.generate(7)).isNotEqualTo(IncidentSample.generate(8));
  }

  @Test
  void deflatedSize_isThatOfRealData() {
    byte[] json = IncidentSample.generate(1).toString().getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    deflater.setInput(json);
    deflater.finish();
    int deflatedBytes = deflater.deflate(new byte[json.length]);
    deflater.end();

    assertThat(deflatedBytes).isBetween(80_000, 91_000);
  }

  @Test
  void ids_areUnique_andEveryLayoutLeafIsAPaneOfItsTab() {
    JsonObject sample = IncidentSample.generate(3);
    Set<String> ids = new HashSet<>();
    Set<String> panesOfTabs = new HashSet<>();
    for (JsonElement pane : sample.getAsJsonArray("panes")) {
      assertThat(ids.add(text(pane, "id"))).isTrue();
      panesOfTabs.add(text(pane, "tab_id") + " " + text(pane, "id"));
    }
    Set<String> leavesOfTabs = new HashSet<>();
    for (JsonElement tab : sample.getAsJsonArray("tabs")) {
      assertThat(ids.add(text(tab, "id"))).isTrue();
      addLeaves(text(tab, "id"), tab.getAsJsonObject().getAsJsonObject("layout"), leavesOfTabs);
    }

    assertThat(leavesOfTabs).isEqualTo(panesOfTabs);
  }

  private static void addLeaves(String tabId, JsonObject node, Set<String> leaves) {
    if (node.has("pane_id")) {
      leaves.add(tabId + " " + text(node, "pane_id"));
      return;
    }
    for (JsonElement child : node.getAsJsonObject("split").getAsJsonArray("children")) {
      addLeaves(tabId, child.getAsJsonObject(), leaves);
    }
  }

  private static String text(JsonElement object, String member) {
    return object.getAsJsonObject().get(member).getAsString();
  }
}
