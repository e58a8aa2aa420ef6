package dev.muxwire.cli.logging;

/** How much the program logs; named as Logback names them. */
public enum LogLevel {
  /** Nothing: commands tell their failures themselves. */
  OFF,
  /** What an operator should know of. */
  WARN,
  /** What a server or host does. */
  INFO,
  /** Everything. */
  DEBUG
}
