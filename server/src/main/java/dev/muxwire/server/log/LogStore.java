package dev.muxwire.server.log;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Opens logs by name. Safe for use by several threads; each log belongs to its opener.
 *
 * <p>These methods may wait for a disk and throw {@link LogStoreException}. They must not be called
 * from inside a callback that runs on the engine's own thread (an executor that runs in place).
 */
public interface LogStore extends AutoCloseable {
  /**
   * Opens a log, making it if it is not there. If it is open already, it is taken over: what was
   * appended so far is written first, then the earlier object fails with CLOSED.
   *
   * @param name segments of a-z, 0-9, '-', '_', '.' joined by '/', at most 240 bytes:
   *     "workspace/main/terminal/t1"
   * @param callbacks where completions run: the owner's serial loop
   * @throws IllegalArgumentException if the name is not such a name
   */
  Log open(String name, Executor callbacks);

  /**
   * Which history the logs belong to: it changes whenever what was durable may have been lost or
   * replaced, by a restore or by a loss that the engine noticed when it was opened. 0 at first,
   * then any number; the same for as long as the store is open.
   *
   * <p>Owners keep in their metadata the generation they saw last. If it is another one now, what
   * readers remember of the log may be of a history that is gone: the owner begins a new epoch.
   */
  long generation();

  /** The names of existing logs that begin with {@code prefix}, sorted. */
  List<String> list(String prefix);

  /**
   * Erases a log, durably; nothing happens if there is none. If it is still open, its further
   * writes fail with CLOSED.
   */
  void delete(String name);

  /**
   * Deletes logs, and leaves nothing of them: completes when their records are in no file of the
   * store any more. Returns at once. After a crash before that, some of the logs may still be there
   * by name, with all their records or with none.
   *
   * @param callbacks where the completion runs
   * @param whenErased told once; names without a log count as erased
   */
  void erase(List<String> names, Executor callbacks, Log.Completion whenErased);

  /**
   * Syncs what is pending, hands every callback to its executor, closes. What is called afterwards
   * fails with CLOSED.
   */
  @Override
  void close();
}
