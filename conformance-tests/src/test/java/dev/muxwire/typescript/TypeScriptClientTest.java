package dev.muxwire.typescript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The client in {@code client-sdk-ts}: formatted, generated from this schema, compiled strictly,
 * and its tests pass, one of them against the packaged server.
 */
final class TypeScriptClientTest {
  private static final Duration DOWNLOAD = Duration.ofMinutes(5);
  private static final Duration BUILD = Duration.ofMinutes(4);

  @Test
  void typeScriptClient_builtFromThisSchema_passesItsTests() throws Exception {
    Optional<String> missing = NpmPackage.missing();
    assumeTrue(missing.isEmpty(), () -> "the TypeScript client is not tested: " + missing);
    NpmPackage client = new NpmPackage(repository().resolve("client-sdk-ts"));

    client.npm(DOWNLOAD, "ci", "--prefer-offline", "--no-audit", "--no-fund");
    client.npm(BUILD, "run", "format:check");
    client.npm(BUILD, "run", "build");
    String result = client.npm(BUILD, "test");

    assertThat(result).containsPattern("# fail 0|ℹ fail 0").doesNotContain("is not built");
  }

  private static Path repository() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return module.resolveSibling("client-sdk-ts").getParent().normalize();
  }
}
