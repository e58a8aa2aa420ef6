package dev.muxwire.client;

/**
 * Whose size a terminal has. Never that of a viewer that is read-only or has no size, and a viewer
 * that comes back after its connection broke changes nothing by that.
 */
public enum SizePolicy {
  /** The viewer's who typed last; until somebody types, the first one's who comes with a size. */
  LAST_TYPIST,
  /** The size it was given, whoever comes. */
  FIXED,
  /** The fewest columns and the fewest rows of all viewers that have a size and may type. */
  SMALLEST,
  /** One that this SDK does not know. */
  UNKNOWN
}
