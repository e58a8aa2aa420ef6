package dev.muxwire.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about performance says what the reports say that are kept beside it. */
class PublicationTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path PAGE = DOCS.resolve("PERFORMANCE.md");
  private static final Path KEPT = DOCS.resolve("performance");

  private static Report kept(String scenario) {
    try {
      return JsonReport.parse(Files.readString(KEPT.resolve(scenario + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> images() throws IOException {
    Map<String, String> images = new TreeMap<>();
    try (Stream<Path> files = Files.list(KEPT)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".svg")).toList()) {
        images.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return images;
  }

  @Test
  void page_isMadeOfTheReportsBesideIt() throws IOException {
    Publication publication = new Publication(PublicationTest::kept);
    String page = publication.refresh(Files.readString(PAGE));
    if (Boolean.getBoolean("muxwire.bench.record")) {
      Files.writeString(PAGE, page);
      for (String old : images().keySet()) {
        Files.delete(KEPT.resolve(old));
      }
      for (Map.Entry<String, String> chart : publication.charts().entrySet()) {
        Files.writeString(KEPT.resolve(chart.getKey()), chart.getValue());
      }
    }

    assertThat(Files.readString(PAGE)).isEqualTo(page);
    assertThat(images()).isEqualTo(publication.charts());
  }

  @Test
  void report_isTheSameAfterItsJson() {
    Figures figures = new Figures();
    figures.add("muxwire", "throughput", "MB/s", 10);
    figures.ratio("over", 0.5);
    Target target = new Target("over", 0.9, true);
    Map<String, String> versions = Map.of("muxwire", "1");
    Report report =
        Report.of("fanout", "to many", versions, Map.of("x", "y"), figures, List.of(target));

    assertThat(JsonReport.parse(JsonReport.of(report))).isEqualTo(report);
    Publication publication = new Publication(name -> report);
    assertThat(publication.refresh("<!-- ratios: fanout -->\nold\n<!-- end -->"))
        .contains("| `over` | 0.50 | (0.50 to 0.50) | MISSED: at least 0.90 |")
        .doesNotContain("old");
    assertThat(publication.refresh("<!-- figures: fanout: through -->\n<!-- end -->"))
        .contains("| | muxwire |\n| --- | ---: |\n| throughput, MB/s | 10 |\n");
    assertThat(publication.refresh("<!-- chart: fanout: throughput -->\n<!-- end -->"))
        .contains("![throughput, MB/s](performance/fanout-throughput.svg)");
    assertThat(publication.charts()).containsOnlyKeys("fanout-throughput.svg");
    assertThatThrownBy(() -> publication.refresh("<!-- figures: fanout: x -->\n<!-- end -->"))
        .hasMessage("fanout has no metric with: x");
  }
}
