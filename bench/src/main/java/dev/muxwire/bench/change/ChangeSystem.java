package dev.muxwire.bench.change;

import dev.muxwire.bench.process.Meter;
import java.io.IOException;
import java.util.List;

/** A workspace that is watched, and one who changes it. */
interface ChangeSystem extends AutoCloseable {
  /** What of it is measured, with versions. */
  String version();

  /** The process whose cost counts. */
  Meter server();

  /** What {@code Watchers} are told to watch: port, dialect, and its path or workspace. */
  List<Object> watched() throws IOException;

  /**
   * Changes one field.
   *
   * @param change its number: 0, 1, 2 …
   * @return when it began, as System.nanoTime of this machine
   */
  long change(long change) throws IOException;

  @Override
  void close() throws IOException;
}
