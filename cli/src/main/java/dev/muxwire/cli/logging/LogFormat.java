package dev.muxwire.cli.logging;

/** How log lines are written. */
public enum LogFormat {
  /** A line for people: what happened, then {@code key=value} pairs. */
  TEXT,
  /** A JSON object a line, for programs. */
  JSON
}
