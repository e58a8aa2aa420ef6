package dev.muxwire.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.muxwire.bench.harness.Effort;
import dev.muxwire.bench.harness.Progress;
import dev.muxwire.bench.harness.Run;
import dev.muxwire.bench.harness.Scenario;
import dev.muxwire.bench.report.JsonReport;
import dev.muxwire.bench.report.Report;
import dev.muxwire.bench.report.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario works, from its processes to its report; how fast anything is does not matter. */
@Timeout(120)
class TrialTest {
  /** The peer that needs nothing but this build. */
  private static final Set<String> AGAINST = Set.of("raw-jetty", "rocksdb");

  @TempDir private Path directory;

  static List<Scenario> scenarios() {
    return Scenarios.ALL;
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void trial_givesEveryFigureAndRatio(Scenario scenario) throws Exception {
    Report report = trial(scenario);
    JsonObject json = JsonParser.parseString(JsonReport.of(report)).getAsJsonObject();

    assertThat(json.get("scenario").getAsString()).isEqualTo(scenario.name());
    assertThat(json.getAsJsonObject("machine").get("cpu").getAsString()).isNotEmpty();
    assertThat(json.getAsJsonObject("versions").keySet()).isNotEmpty();
    assertThat(json.getAsJsonArray("results")).isNotEmpty();
    for (JsonElement result : json.getAsJsonArray("results")) {
      assertThat(result.getAsJsonObject().get("median").getAsDouble()).isFinite();
    }
    assertThat(json.getAsJsonObject("ratios").keySet()).containsAll(comparable(report));
  }

  /** The ratios that are not with peers which a trial leaves out. */
  private static List<String> comparable(Report report) {
    return report.targets().stream()
        .map(Target::ratio)
        .filter(ratio -> !ratio.matches(".*_over_(cometd|rsocket|jetty_deflate).*"))
        .toList();
  }

  private Report trial(Scenario scenario) throws Exception {
    Progress silent = new Progress(System.err, false);
    try (Run run = new Run(scenario, Effort.TRIAL, AGAINST, directory, silent)) {
      scenario.measure(run);
      return run.report();
    }
  }
}
