package dev.muxwire.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private final Figures figures = new Figures();

  private void round(boolean isCounted, double ours, double theirs) {
    figures.begin(isCounted);
    figures.add("muxwire", "throughput", "MB/s", ours);
    figures.add("<peer>", "throughput", "MB/s", theirs);
    figures.ratio("over_peer", "throughput", "muxwire", "<peer>");
    figures.ratio("over_nobody", "throughput", "muxwire", "nobody");
  }

  private Report report(Target... targets) {
    return Report.of(
        "fanout",
        "to many",
        Map.of("muxwire", "1"),
        Map.of("tmux", "not here"),
        figures,
        List.of(targets));
  }

  @Test
  void ratio_isTheMedianOfRatiosWithinRounds_notTheRatioOfMedians() {
    round(true, 10, 10);
    round(true, 20, 40);
    round(true, 90, 30);

    assertThat(report().ratios().get("over_peer")).isEqualTo(new Spread(1, 0.5, 3));
    assertThat(report().results().get(0).spread()).isEqualTo(new Spread(20, 10, 90));
  }

  @Test
  void evenNumberOfRounds_hasTheMeanOfItsMiddleTwo() {
    round(true, 10, 10);
    round(true, 20, 10);

    assertThat(report().ratios().get("over_peer")).isEqualTo(new Spread(1.5, 1, 2));
  }

  @Test
  void warmUp_isForgotten() {
    round(false, 1, 1_000);
    round(true, 10, 10);

    assertThat(report().ratios().get("over_peer")).isEqualTo(new Spread(1, 1, 1));
    assertThat(report().results().get(0).spread()).isEqualTo(new Spread(10, 10, 10));
  }

  @Test
  void systemThatTookNoPart_hasNoRatio() {
    round(true, 10, 10);

    assertThat(report().ratios()).containsOnlyKeys("over_peer");
  }

  @Test
  void json_hasResultsRatiosAndTargets() {
    round(true, 10, 20);
    Target missed = new Target("over_peer", 0.9, true);
    Target unmeasured = new Target("over_nobody", 0.9, true);
    JsonObject json =
        JsonParser.parseString(JsonReport.of(report(missed, unmeasured))).getAsJsonObject();

    assertThat(json.keySet())
        .containsExactly(
            "scenario",
            "summary",
            "machine",
            "versions",
            "skipped",
            "results",
            "ratios",
            "ratio_spreads",
            "targets");
    assertThat(json.getAsJsonArray("results").get(0).toString())
        .isEqualTo(
            "{\"system\":\"muxwire\",\"metric\":\"throughput\",\"unit\":\"MB/s\","
                + "\"median\":10.0,\"min\":10.0,\"max\":10.0}");
    assertThat(json.getAsJsonObject("ratios").get("over_peer").getAsDouble()).isEqualTo(0.5);
    assertThat(json.getAsJsonArray("targets").toString())
        .isEqualTo("[{\"ratio\":\"over_peer\",\"at_least\":0.9,\"met\":false}]");
  }

  @Test
  void text_tellsWhatHoldsAndWhatIsMissed() {
    round(true, 10, 20);
    figures.ratio("bytes", 80);
    String text =
        TextReport.of(report(new Target("over_peer", 0.9, true), new Target("bytes", 100, false)));

    assertThat(text)
        .contains("throughput, MB/s\n  muxwire  10  (10 to 10)\n  <peer>   20  (20 to 20)\n")
        .contains("over_peer  0.50  (0.50 to 0.50)  MISSED: at least 0.90\n")
        .contains("bytes        80  (80 to 80)      holds: at most 100\n")
        .contains("left out: tmux, not here");
  }

  @Test
  void html_escapesWhatItIsGiven_andDrawsABarForEachSystem() {
    round(true, 10, 20);
    String page = HtmlReport.of(report(new Target("over_peer", 0.9, true)));

    assertThat(page).contains("&lt;peer&gt;").doesNotContain("<peer>").contains("MISSED");
    assertThat(page.split("<rect", -1)).hasSize(3);
  }
}
