package dev.muxwire.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muxwire.conformance.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The TypeScript client does what the suite asks of clients, where it is built and node is there.
 */
final class TypeScriptClientConformanceTest {
  private static final Path DRIVER = Path.of("../client-sdk-ts/build/driver/main.js");

  @Test
  void typeScriptClient_conforms() throws Exception {
    assumeTrue(Files.exists(DRIVER), "The TypeScript client is not built: no " + DRIVER);
    assumeTrue(hasNode(), "There is no node");
    RunReport report = ClientSuiteRun.of(List.of("node", DRIVER.toString()));
    assertThat(ClientSuiteRun.troubles(report)).isEmpty();
  }

  private static boolean hasNode() {
    try {
      return new ProcessBuilder("node", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
