package dev.muxwire.driver.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.Verdict;
import dev.muxwire.conformance.client.ClientStage;
import dev.muxwire.conformance.client.cases.ClientCases;
import dev.muxwire.conformance.client.peer.Patience;
import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunListener;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import dev.muxwire.conformance.run.Selection;
import dev.muxwire.driver.InProcessDriver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What watchers are for is seen by them, in a case that is about something else. */
final class WatchersTest {
  static List<RuleBreach> breaches() {
    return RuleBreach.all();
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void watcher_sees(RuleBreach breach) throws Exception {
    CaseResult result = play(breach);
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.watcher()).as(result.message()).isEqualTo(breach.watcher());
    assertThat(result.requirement()).isEqualTo(breach.requirement());
  }

  private static CaseResult play(RuleBreach breach) throws InterruptedException {
    try (ClientStage stage =
        new ClientStage(InProcessDriver::start, Patience.DEFAULT, breach.fault().tamper())) {
      RunOptions options = new RunOptions("faulty", 1, Duration.ofSeconds(60), KnownFailures.NONE);
      return new Runner<>(ClientCases.NAME, stage, options, RunListener.NONE)
          .run(Selection.of(ClientCases.all(), List.of(breach.during())))
          .results()
          .get(0);
    }
  }
}
