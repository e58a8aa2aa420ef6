package dev.muxwire.conformance.run;

import dev.muxwire.conformance.CaseResult;
import dev.muxwire.conformance.RunReport;

/** Hears how a run gets on. One call at a time, on threads of the run. */
public interface RunListener {
  /** Hears nothing. */
  RunListener NONE = new RunListener() {};

  /** A case ended; those of a run end in no particular order. */
  default void ended(CaseResult result, int done, int total) {}

  /** All ended. */
  default void ended(RunReport report) {}
}
