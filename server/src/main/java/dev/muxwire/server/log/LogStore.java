package dev.muxwire.server.log;

import java.util.List;
import java.util.concurrent.Executor;

/** Opens logs by name. Safe for use by several threads; each log belongs to its opener. */
public interface LogStore extends AutoCloseable {
  /**
   * Opens a log, making it if it is not there.
   *
   * @param name segments of a-z, 0-9, '-', '_', '.' joined by '/', at most 200 bytes:
   *     "workspace/main/terminal/t1"
   * @param callbacks where completions run: the owner's serial loop
   */
  Log open(String name, Executor callbacks);

  /** The names of existing logs that begin with {@code prefix}, sorted. */
  List<String> list(String prefix);

  /** Erases a log that is not open any more; nothing happens if there is none. */
  void delete(String name);

  /** Syncs what is pending, completes every callback, closes. */
  @Override
  void close();
}
