package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.Gap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a range of a terminal's output by whole lines, in one direction. One owner. */
interface RawLines {
  /** What came of a step. */
  sealed interface Step {}

  /** The window has lines; to be used before the next step. */
  record Lines() implements Step {}

  /** Bytes that are not to be had. A line ends there, and the next begins behind. */
  record Missing(Gap gap) implements Step {}

  /** Not in memory: {@link #load} and ask again. */
  record NotLoaded() implements Step {}

  /** The range has been read. */
  record AtEnd() implements Step {}

  Step LINES = new Lines();
  Step NOT_LOADED = new NotLoaded();
  Step AT_END = new AtEnd();

  RawWindow window();

  Step next();

  /** As the cursor's. */
  void load(Consumer<@Nullable Throwable> whenDone);

  /** Lets go of all bytes, and goes on from where a line begins or ends. */
  void restart(long offset);
}
