package dev.muxwire.e2e;

import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.TerminalSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Opens terminals for tests. */
final class Terminals {
  private Terminals() {}

  /** Opens one as soon as there is a host to run it. */
  static String open(MuxwireClient client, TerminalSpec spec) {
    return Awaitility.await("a host to open a terminal")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> tryOpen(client, spec), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<String> tryOpen(MuxwireClient client, TerminalSpec spec)
      throws Exception {
    try {
      return Optional.of(
          client.openTerminal(Installation.WORKSPACE, spec).get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MuxwireException refusal
          && refusal.code() == ErrorCode.UNREACHABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
