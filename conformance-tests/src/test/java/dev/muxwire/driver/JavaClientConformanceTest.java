package dev.muxwire.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java SDK, as a process of its own, does what the suite asks of clients: all of it. */
final class JavaClientConformanceTest {
  @Test
  void javaSdk_conforms() throws Exception {
    RunReport report = ClientSuiteRun.of(command());
    assertThat(ClientSuiteRun.troubles(report)).isEmpty();
    assertThat(report.count(Verdict.PASSED)).isGreaterThan(170);
  }

  private static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        JavaDriver.class.getName());
  }
}
