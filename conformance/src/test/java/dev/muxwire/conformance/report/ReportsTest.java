package dev.muxwire.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.Level;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

final class ReportsTest {
  private static CaseResult result(String id, Verdict verdict, String message) {
    return new CaseResult(
        id,
        Level.MUST,
        List.of("CHUNK-5"),
        "an <odd> & \"quoted\" title",
        verdict,
        message,
        verdict == Verdict.FAILED ? "CHUNK-1" : null,
        null,
        verdict == Verdict.FAILED ? List.of("0.1 1 < error { code: <5> \u0000 }") : List.of(),
        12);
  }

  private static RunReport report(String implementation) {
    return new RunReport(
        "server",
        implementation,
        Instant.parse("2026-01-02T03:04:05Z"),
        1_500,
        List.of(
            result("chunk/one", Verdict.PASSED, ""),
            result("chunk/two", Verdict.FAILED, "wrong & bad"),
            result("state/one", Verdict.SKIPPED, "no token"),
            result("state/two", Verdict.WARNED, "slow"),
            result("state/three", Verdict.KNOWN, "as ever")));
  }

  @Test
  void json_isReadAgain_asItWas() {
    RunReport report = report("in Go");
    assertThat(JsonReport.parse(JsonReport.render(report))).isEqualTo(report);
  }

  @Test
  void jsonThatIsNoReport_isRefused() {
    for (String text : List.of("", "{}", "[1]", "{\"cases\":[{}]}", "no json")) {
      assertThatThrownBy(() -> JsonReport.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void junit_isXml_withFailuresAndSkipped() throws Exception {
    Document xml = parse(JUnitReport.render(report("in Go")));
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(5);
    assertThat(xml.getElementsByTagName("skipped").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .contains("wrong & bad", "error { code: <5>");
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void matrix_hasAColumnForEachImplementation_andEscapesWhatItShows() {
    String html = HtmlMatrix.render(List.of(report("in Go"), report("in <Rust>")));
    assertThat(html)
        .contains("<th>in Go</th>", "<th>in &lt;Rust&gt;</th>", "an &lt;odd&gt; &amp;")
        .contains("<td class=failed>", "wrong &amp; bad")
        .doesNotContain("<!-- BODY -->", "<Rust>", "http://", "https://");
    assertThat(html.split("chunk/two", -1)).hasSize(2);
  }

  @Test
  void console_showsTroubleAtOnce_andFamiliesInTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleReport console =
        new ConsoleReport(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, false, 10);
    RunReport report = report("in Go");
    int done = 0;
    for (CaseResult result : report.results()) {
      console.ended(result, ++done, report.results().size());
    }
    console.ended(report);
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(said)
        .contains("FAILED   chunk/two  [CHUNK-1]", "wrong & bad", "error { code: <5>")
        .contains("state/one: no token")
        .containsPattern("chunk +1 passed +1 failed")
        .doesNotContain("chunk/one", "\033");
  }
}
