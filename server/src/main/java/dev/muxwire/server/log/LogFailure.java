package dev.muxwire.server.log;

/**
 * Why a log could not store or read.
 *
 * @param kind what the owner may do about it
 * @param message for an operator: which log, what happened, what to do
 */
public record LogFailure(Kind kind, String message) {
  /** The kinds of failure. */
  public enum Kind {
    /** No space left, on disk or for what waits to get there; nothing that was durable is lost. */
    FULL,
    /** The medium refuses writes. */
    READ_ONLY,
    /** A checksum or structure is wrong; the message names what is damaged. */
    DAMAGED,
    /** The store was closed. */
    CLOSED
  }

  /** May it be over without anybody's doing to the data, so that trying again makes sense? */
  public boolean mayPass() {
    return kind == Kind.FULL || kind == Kind.READ_ONLY;
  }
}
