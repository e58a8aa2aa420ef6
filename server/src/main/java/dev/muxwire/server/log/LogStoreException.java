package dev.muxwire.server.log;

import org.jspecify.annotations.Nullable;

/** A store that cannot be opened or used; the message tells an operator what to do. */
public final class LogStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** Another process (or another part of this one) has the directory open. */
    IN_USE,
    /** The directory cannot be made, read or written. */
    INACCESSIBLE,
    /** Written by a newer version, or not a store at all. */
    UNSUPPORTED_FORMAT,
    /** A checksum or structure is wrong. */
    DAMAGED,
    /** No space left. */
    FULL,
    /** The store was closed. */
    CLOSED
  }

  private final Reason reason;

  public LogStoreException(Reason reason, String message) {
    this(reason, message, null);
  }

  public LogStoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The same, as an owner of a log hears of it. */
  public LogFailure asFailure() {
    LogFailure.Kind kind =
        switch (reason) {
          case FULL -> LogFailure.Kind.FULL;
          case CLOSED -> LogFailure.Kind.CLOSED;
          case DAMAGED, UNSUPPORTED_FORMAT -> LogFailure.Kind.DAMAGED;
          case IN_USE, INACCESSIBLE -> LogFailure.Kind.READ_ONLY;
        };
    return new LogFailure(kind, String.valueOf(getMessage()));
  }
}
