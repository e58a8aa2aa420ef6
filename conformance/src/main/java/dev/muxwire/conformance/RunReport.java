package dev.muxwire.conformance;

import java.time.Instant;
import java.util.List;

/**
 * How one run of a suite over one implementation ended.
 *
 * @param suite {@code server} or {@code client}
 * @param implementation its name, for people
 * @param startedAt when the run began
 * @param durationMs how long it took, in milliseconds
 * @param results in the order of the suite
 */
public record RunReport(
    String suite,
    String implementation,
    Instant startedAt,
    long durationMs,
    List<CaseResult> results) {
  public RunReport {
    results = List.copyOf(results);
  }

  public long count(Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** True if nothing failed: warnings, skipped and known failures do not count. */
  public boolean isClean() {
    return count(Verdict.FAILED) == 0;
  }
}
