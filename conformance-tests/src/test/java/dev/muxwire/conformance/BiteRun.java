package dev.muxwire.conformance;

import dev.muxwire.conformance.broken.BrokenServer;
import dev.muxwire.conformance.broken.NamedFault;
import dev.muxwire.conformance.run.KnownFailures;
import dev.muxwire.conformance.run.RunListener;
import dev.muxwire.conformance.run.RunOptions;
import dev.muxwire.conformance.run.Runner;
import dev.muxwire.conformance.server.ServerScene;
import dev.muxwire.conformance.server.ServerStage;
import dev.muxwire.conformance.server.ServerSuite;
import dev.muxwire.conformance.server.ServerUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs cases against a real server with a fault in front of it. */
final class BiteRun {
  /** Less than usual: most of these cases wait for what never comes. */
  private static final Duration PATIENCE = Duration.ofMillis(2_500);

  private static final Duration CASE_LIMIT = Duration.ofSeconds(40);
  private static final int PARALLEL = 6;

  private BiteRun() {}

  static RunReport run(
      ServerOfTests server, NamedFault fault, List<ConformanceCase<ServerScene>> cases)
      throws Exception {
    try (BrokenServer broken = new BrokenServer(server.port(), fault.make())) {
      return run(
          server.at(broken.uri(), PATIENCE, Duration.ofSeconds(1)), fault, cases, CASE_LIMIT);
    }
  }

  /** With the cases that take long. */
  static RunReport runSlowly(
      ServerOfTests server, NamedFault fault, List<ConformanceCase<ServerScene>> cases)
      throws Exception {
    try (BrokenServer broken = new BrokenServer(server.port(), fault.make())) {
      ServerUnderTest slowly = server.slowlyAt(broken.uri(), Duration.ofSeconds(20));
      return run(slowly, fault, cases, Duration.ofMinutes(3));
    }
  }

  private static RunReport run(
      ServerUnderTest broken,
      NamedFault fault,
      List<ConformanceCase<ServerScene>> cases,
      Duration caseLimit)
      throws InterruptedException {
    try (ServerStage stage = new ServerStage(broken)) {
      RunOptions options = new RunOptions(fault.name(), PARALLEL, caseLimit, KnownFailures.NONE);
      return new Runner<>(ServerSuite.NAME, stage, options, RunListener.NONE).run(cases);
    }
  }

  /** The cases that caught it, and the watchers that did. */
  static Set<String> caught(RunReport report) {
    Set<String> caught = new TreeSet<>();
    for (CaseResult result : report.results()) {
      if (result.verdict() == Verdict.FAILED || result.verdict() == Verdict.WARNED) {
        caught.add(result.id());
        if (result.watcher() != null) {
          caught.add(result.watcher());
        }
      }
    }
    return caught;
  }
}
