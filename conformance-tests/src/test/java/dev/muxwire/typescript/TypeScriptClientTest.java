package dev.muxwire.typescript;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The client in {@code client-sdk-ts}: formatted, generated from this schema, compiled strictly,
 * and its tests pass, one of them against the packaged server.
 */
final class TypeScriptClientTest {
  private static final Duration TESTS = Duration.ofMinutes(4);

  @Test
  void typeScriptClient_builtFromThisSchema_passesItsTests() throws Exception {
    NpmPackage client = new NpmPackage(BuiltClient.directory());

    String result = client.npm(TESTS, "test");

    assertThat(result).containsPattern("# fail 0|ℹ fail 0").doesNotContain("is not built");
  }
}
