package dev.muxwire.server.log;

import java.util.List;

/**
 * An append-only sequence of records with one owner.
 *
 * <p>All methods are called by the owner, on its serial loop, and return at once; what takes a disk
 * is answered through a callback on the executor that was handed in when the log was opened.
 * Appends, metadata and trims take effect in the order of the calls; a crash keeps a prefix of
 * them, at least up to the last one whose callback ran.
 */
public interface Log {
  /** The position of the first unit that can still be read. */
  long start();

  /** The position after the last appended record, durable or not. */
  long end();

  /**
   * Appends records; the first one's {@code from} must be {@link #end()}, each further one's the
   * {@code to} before it. They can be read at once.
   *
   * @param whenDurable told once, when the records survive a crash or when they cannot be stored.
   *     After a failure the log refuses all further appends in the same way.
   */
  void append(List<LogRecord> records, Completion whenDurable);

  /**
   * Reads records in order: first the one that covers {@code from} or starts there, markers at
   * {@code from} included; then on until {@code maxBytes} of payload are passed (at least one
   * record, if there is any).
   */
  void read(long from, int maxBytes, ReadCompletion whenRead);

  /**
   * Gives up whole records with {@code to <= before}, and markers before it; {@link #start()}
   * rises.
   */
  void trim(long before);

  /** The small value kept beside the records (epoch, format); empty if never set. */
  byte[] metadata();

  /** Replaces {@link #metadata()}; at most 64 KiB. */
  void putMetadata(byte[] metadata, Completion whenDurable);

  /** Told how a write ended. */
  interface Completion {
    /** Ignores the outcome; for writes that a later write's completion covers. */
    Completion NONE = failure -> {};

    /**
     * @param failure null when it is durable
     */
    void completed(@org.jspecify.annotations.Nullable LogFailure failure);
  }

  /** Told what a read found. */
  interface ReadCompletion {
    /**
     * @param records what was read; empty at the end of the log or on failure
     * @param failure null when it succeeded
     */
    void completed(List<LogRecord> records, @org.jspecify.annotations.Nullable LogFailure failure);
  }
}
