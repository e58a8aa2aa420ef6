package dev.muxwire.conformance;

/** What a breach means: of a MUST the run fails, of a SHOULD it warns. */
public enum Level {
  MUST,
  SHOULD
}
