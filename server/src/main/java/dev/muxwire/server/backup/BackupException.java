package dev.muxwire.server.backup;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A backup or restore that cannot be; the message names the path and what to do. */
public final class BackupException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Reason {
    /** Another backup, deletion or restore is under way in the backup directory. */
    BUSY,
    /** No such backup, or no backup directory. */
    NOT_FOUND,
    /** Something is not as it was written. */
    DAMAGED,
    /** Written by a newer version. */
    UNSUPPORTED_FORMAT,
    /** There is something where a restore is to go, or somebody uses it. */
    OCCUPIED
  }

  private final Reason reason;

  BackupException(Reason reason, String message) {
    this(reason, message, null);
  }

  BackupException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
