package dev.muxwire.conformance.run;

import java.time.Duration;

/**
 * How a suite is run.
 *
 * @param implementation the name of what is tested, for people
 * @param parallel so many cases at a time; at least 1
 * @param caseLimit a case that takes longer is ended, and has failed
 * @param known what is known to fail
 */
public record RunOptions(
    String implementation, int parallel, Duration caseLimit, KnownFailures known) {
  public RunOptions {
    if (parallel < 1) {
      throw new IllegalArgumentException("at least one case at a time: " + parallel);
    }
  }
}
