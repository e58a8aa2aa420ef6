package dev.muxwire.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.RunReport;
import dev.muxwire.typescript.BuiltClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The TypeScript client does what the suite asks of clients, where node and npm are there. */
final class TypeScriptClientConformanceTest {
  @Test
  void typeScriptClient_conforms() throws Exception {
    Path driver = BuiltClient.directory().resolve("build/driver/main.js");
    RunReport report = ClientSuiteRun.of(List.of("node", driver.toString()));
    assertThat(ClientSuiteRun.troubles(report)).isEmpty();
  }
}
