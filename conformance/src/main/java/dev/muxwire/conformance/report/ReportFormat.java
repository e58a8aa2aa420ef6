package dev.muxwire.conformance.report;

import dev.muxwire.conformance.RunReport;

/** One way to write a run down. */
@FunctionalInterface
public interface ReportFormat {
  /** The whole file. */
  String render(RunReport report);
}
