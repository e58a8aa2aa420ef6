package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.LogFailure;
import dev.muxwire.server.log.LogFailure.Kind;
import dev.muxwire.server.log.LogStoreException;
import dev.muxwire.server.log.LogStoreException.Reason;
import dev.muxwire.server.storage.rocksdb.StoredRecords.DamagedLogException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** From RocksDB's errors to ours. */
final class Failures {
  private Failures() {}

  static Kind kindOf(RocksDBException error) {
    Status status = error.getStatus();
    String message = messageOf(error);
    if (subCode(status) == Status.SubCode.NoSpace
        || isFull(message)
        || message.contains("Max allowed space")) {
      return Kind.FULL;
    }
    if (message.contains("Corruption") || code(status) == Status.Code.Corruption) {
      return Kind.DAMAGED;
    }
    return Kind.READ_ONLY;
  }

  /** Whether an operating system's message says so. */
  static boolean isFull(String message) {
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  static LogFailure write(String log, RocksDBException error) {
    return of(kindOf(error), "log " + log + ": cannot be written", error);
  }

  static LogFailure read(String log, RocksDBException error) {
    return of(Kind.DAMAGED, "log " + log + ": cannot be read", error);
  }

  static LogFailure closed(String log, String why) {
    return new LogFailure(Kind.CLOSED, "log " + log + ": " + why);
  }

  static LogStoreException opening(Path directory, RocksDBException error) {
    String message = messageOf(error);
    if (message.contains("lock hold by current process") || message.contains("LOCK")) {
      return new LogStoreException(
          Reason.IN_USE,
          "log directory "
              + directory
              + " is in use by another server. Stop that one, or give this one another directory.",
          error);
    }
    return using("log directory " + directory + " cannot be opened", error);
  }

  static LogStoreException using(String what, RocksDBException error) {
    Reason reason =
        switch (kindOf(error)) {
          case FULL -> Reason.FULL;
          case DAMAGED -> Reason.DAMAGED;
          case READ_ONLY, CLOSED -> Reason.INACCESSIBLE;
        };
    return new LogStoreException(
        reason, what + ": " + messageOf(error) + advice(kindOf(error)), error);
  }

  static LogStoreException damaged(String what, DamagedLogException error) {
    return new LogStoreException(
        Reason.DAMAGED, what + ": " + error.getMessage() + advice(Kind.DAMAGED), error);
  }

  private static LogFailure of(Kind kind, String what, RocksDBException error) {
    return new LogFailure(kind, what + ": " + messageOf(error) + advice(kind));
  }

  private static String advice(Kind kind) {
    return switch (kind) {
      case FULL -> ". Free some disk space.";
      case READ_ONLY -> ". Check that the disk takes writes.";
      case DAMAGED -> ". Check the disk; restore the directory from a backup.";
      case CLOSED -> "";
    };
  }

  static String messageOf(RocksDBException error) {
    Status status = error.getStatus();
    String message = error.getMessage() == null ? "" : error.getMessage();
    return status == null ? message : status.getCodeString() + ", " + message;
  }

  private static Status.@Nullable Code code(@Nullable Status status) {
    return status == null ? null : status.getCode();
  }

  private static Status.@Nullable SubCode subCode(@Nullable Status status) {
    return status == null ? null : status.getSubCode();
  }
}
