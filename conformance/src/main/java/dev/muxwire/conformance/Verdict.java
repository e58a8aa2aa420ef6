package dev.muxwire.conformance;

/** How a case ended. */
public enum Verdict {
  PASSED,
  /** A breach of a MUST, or a known failure that passed. Fails the run. */
  FAILED,
  /** A breach of a SHOULD. */
  WARNED,
  /** Not judged, for a reason that is told. */
  SKIPPED,
  /** A breach that is listed as known. */
  KNOWN
}
