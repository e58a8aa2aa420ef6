package dev.muxwire.durability;

/** What a client was told of its request. */
sealed interface Outcome {
  /** Nothing yet. */
  record Pending() implements Outcome {}

  /** It is applied and durable, and its last change became this revision. */
  record Acknowledged(long epoch, long revision) implements Outcome {}

  /** Nothing of it was applied. */
  record Refused(String code, String message) implements Outcome {}

  /** It was applied or it was not: the client died, or was told so. */
  record Unknown(String why) implements Outcome {}
}
