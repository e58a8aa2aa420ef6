package dev.muxwire.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muxwire.conformance.RunReport;
import dev.muxwire.typescript.BuiltClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The TypeScript client does what the suite asks of clients, where node and npm are there. */
final class TypeScriptClientConformanceTest {
  @Test
  void clientInNode_conforms() throws Exception {
    assertConforms("main.js");
  }

  @Test
  void clientInABrowser_conforms() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/chromium")),
        "the TypeScript client is not tested in a browser: no /usr/bin/chromium");
    assertConforms("chromium.js");
  }

  private static void assertConforms(String driver) throws Exception {
    Path program = BuiltClient.directory().resolve("build/driver").resolve(driver);
    RunReport report = ClientSuiteRun.of(List.of("node", program.toString()));
    assertThat(ClientSuiteRun.troubles(report)).isEmpty();
  }
}
