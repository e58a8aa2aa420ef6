package dev.muxwire.client.internal.core;

/** Priority classes of what a client sends, the highest first; a packet holds one class. */
enum Lane {
  /** Opens, closes, credit, requests, acknowledgements, signals. */
  CONTROL,
  /** What somebody types. */
  INPUT,
  /** Output of published terminals, and chunks of whatever is too large for a packet. */
  BULK
}
