package dev.muxwire;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Conditions that tests wait for are looked at every 10 ms: at the library's 100 ms most of these
 * tests' time would be such waits. Applies to every test here.
 */
public final class PromptConditions implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }
}
