package dev.muxwire.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunListener;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import dev.muxwire.conformance.server.ServerStage;
import dev.muxwire.conformance.server.ServerSuite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This server passes the whole suite; nothing is known to fail. */
final class ServerConformanceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SLOW_READER = Duration.ofSeconds(2);
  private static final int PARALLEL = 8;

  @Test
  void server_passesEveryCase(@TempDir Path directory) throws Exception {
    try (ServerOfTests server = new ServerOfTests(directory);
        ServerStage stage = new ServerStage(server.at(server.uri(), PATIENCE, SLOW_READER))) {
      RunOptions options =
          new RunOptions("muxwire", PARALLEL, Duration.ofSeconds(90), KnownFailures.NONE);
      RunReport report =
          new Runner<>(ServerSuite.NAME, stage, options, RunListener.NONE).run(ServerSuite.cases());
      assertThat(report.results())
          .as(describe(report))
          .noneMatch(result -> result.verdict() == Verdict.FAILED)
          .noneMatch(result -> result.verdict() == Verdict.WARNED);
      assertThat(report.results().stream().filter(r -> r.verdict() == Verdict.SKIPPED))
          .as("skipped, because they take long")
          .hasSizeLessThan(5);
    }
  }

  private static String describe(RunReport report) {
    return report.results().stream()
        .filter(r -> r.verdict() == Verdict.FAILED || r.verdict() == Verdict.WARNED)
        .map(r -> r.id() + ": " + r.message() + "\n  " + String.join("\n  ", r.exchange()))
        .collect(Collectors.joining("\n"));
  }
}
