package dev.muxwire.server.outbound;

/** The classes of frames, the most urgent first. A packet holds frames of one class. */
public enum Priority {
  /** Results, acknowledgements, credit, pongs, errors: small, and what others wait for. */
  CONTROL,
  /** The terminal somebody looks at, and input on its way to a program. */
  ECHO,
  /** Changes of state. */
  STATE,
  /** Terminals in the background. */
  TERMINAL,
  /** State from its beginning. */
  SNAPSHOT,
  /** History. */
  SCROLLBACK
}
