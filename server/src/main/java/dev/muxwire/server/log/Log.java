package dev.muxwire.server.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An append-only sequence of records with one owner.
 *
 * <p>All methods are called by the owner, on its serial loop, and return at once; what takes a disk
 * is answered through a callback on the executor that was handed in when the log was opened.
 * Appends, metadata and trims take effect in the order of the calls; a crash keeps a prefix of
 * them, at least up to the last one whose callback ran. Callbacks of writes run in the order of the
 * calls too; those of reads run in any order.
 *
 * <p>Opening the same name again takes the log over: the earlier object's further writes fail with
 * {@link LogFailure.Kind#CLOSED}. That is also how an owner comes back after a failure.
 */
public interface Log {
  /** The position of the first unit that can still be read. */
  long start();

  /**
   * The position after the last appended record, durable or not. A failure takes it back to what
   * was durable, perhaps before any callback tells of it.
   */
  long end();

  /**
   * Appends records; the first one's {@code from} must be {@link #end()}, each further one's the
   * {@code to} before it. They can be read at once. No records at all is a barrier: it completes
   * when everything before it is durable.
   *
   * @param whenDurable told once, when the records survive a crash or when they cannot be stored.
   *     After a failure the log refuses all further appends in the same way, until it is opened
   *     again; what was durable stays readable, what was not is gone.
   * @throws IllegalArgumentException if the records do not join the end of a log that did not fail
   */
  void append(List<LogRecord> records, Completion whenDurable);

  /**
   * Reads records in order: first the one that covers {@code from} or starts there, markers at
   * {@code from} included; then on until {@code maxBytes} of payload are reached or passed (at
   * least one record, if there is any). A position before {@link #start()} reads from there.
   *
   * <p>So that the {@code to} of the last record is always where to read on, a read never ends
   * after a marker, except at the end of the log: markers come with the record that follows them.
   * Whoever waits at the end and has seen k markers there gets the same k again at the front of the
   * next read from that position.
   */
  void read(long from, int maxBytes, ReadCompletion whenRead);

  /**
   * Gives up everything before a position: {@link #start()} rises to {@code before} (or to {@link
   * #end()}, if that is less; never falls). Markers before it and whole records with {@code to <=
   * before} are erased; a record that covers it is kept whole, and a read from {@code start()}
   * begins with it.
   */
  void trim(long before);

  /**
   * Gives up everything before a position, as {@link #trim} does, and leaves nothing of it: a
   * record that covers the position is cut there, and no read that is asked for later sees what is
   * gone. A repetition, or a position that was given up before, erases what a trim left behind.
   *
   * @param cutter makes the payload of what remains of the record that covers the position
   * @param whenErased told when this is durable and the bytes are in no file of the store any more,
   *     or why they cannot be erased; later than the callbacks of writes that were called after
   *     this one, perhaps. After a crash before that, the bytes may be in files that nothing reads
   */
  void erase(long before, RecordCutter cutter, Completion whenErased);

  /** The small value kept beside the records (epoch, format); empty if never set. Not a copy. */
  byte[] metadata();

  /**
   * Replaces {@link #metadata()}; at most 64 KiB.
   *
   * @throws IllegalArgumentException if it is larger
   */
  void putMetadata(byte[] metadata, Completion whenDurable);

  /** Told how a write ended. */
  interface Completion {
    /** Ignores the outcome; for writes that a later write's completion covers. */
    Completion NONE = failure -> {};

    /**
     * @param failure null when it is durable
     */
    void completed(@Nullable LogFailure failure);
  }

  /** Told what a read found. */
  interface ReadCompletion {
    /**
     * @param records what was read; empty at the end of the log or on failure
     * @param failure null when it succeeded
     */
    void completed(List<LogRecord> records, @Nullable LogFailure failure);
  }
}
