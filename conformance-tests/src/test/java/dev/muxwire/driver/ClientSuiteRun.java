package dev.muxwire.driver;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.RunReport;
import dev.muxwire.conformance.Verdict;
import dev.muxwire.conformance.client.ClientStage;
import dev.muxwire.conformance.client.cases.ClientCases;
import dev.muxwire.conformance.client.driver.DriverProcess;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunListener;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import java.time.Duration;
import java.util.List;

/** The suite for clients over one driver. */
final class ClientSuiteRun {
  private static final int AT_A_TIME = 12;

  /** Long: the machine may be busy. */
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(20), Duration.ofMillis(400), false);

  private ClientSuiteRun() {}

  static RunReport of(List<String> command) throws Exception {
    try (ClientStage stage = new ClientStage(() -> DriverProcess.start(command), PATIENCE)) {
      RunOptions options =
          new RunOptions(
              stage.description().getName(),
              AT_A_TIME,
              Duration.ofSeconds(120),
              KnownFailures.NONE);
      return new Runner<>(ClientCases.NAME, stage, options, RunListener.NONE)
          .run(ClientCases.all());
    }
  }

  /** What failed, or should be better, with what was said. */
  static List<String> troubles(RunReport report) {
    return report.results().stream()
        .filter(one -> one.verdict() == Verdict.FAILED || one.verdict() == Verdict.WARNED)
        .map(ClientSuiteRun::text)
        .toList();
  }

  private static String text(CaseResult one) {
    return one.id() + ": " + one.message() + "\n" + String.join("\n", one.exchange());
  }
}
