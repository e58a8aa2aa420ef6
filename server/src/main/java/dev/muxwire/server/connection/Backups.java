package dev.muxwire.server.connection;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;

/** Makes backups of everything that the server keeps. Safe for use by several threads. */
public interface Backups {
  /** For a server that keeps nothing on disk. */
  Backups NONE =
      told ->
          told.failed(
              new ProtocolViolation(
                  ErrorCode.ERROR_CODE_UNSUPPORTED,
                  "this server keeps nothing on disk that could be backed up"));

  /**
   * Begins a backup and returns at once; what is durable now will be in it.
   *
   * @param told once, on any thread
   */
  void create(Told told);

  /**
   * A backup that is complete and durable.
   *
   * @param bytes what a restore writes
   * @param createdAtMs when it began, milliseconds since the Unix epoch
   * @param directory a path on this machine, for people
   */
  record Created(int id, long bytes, long createdAtMs, String directory) {}

  /** Told how it went. */
  interface Told {
    /** It is there. */
    void created(Created backup);

    /** BUSY: one is under way. STORAGE: nothing is left of it; the message says where and why. */
    void failed(ProtocolViolation reason);
  }
}
