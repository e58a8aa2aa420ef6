package dev.muxwire.simulation;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What happened: the latest lines as text, all of them in a hash. Most runs keep none: whoever
 * fails is run again with it.
 */
final class Trace {
  private static final int KEPT_LINES = Integer.getInteger("simulation.lines", 400);
  private static final long HASH_PRIME = 0x100000001b3L;

  private final boolean kept;
  private final ArrayDeque<String> latest = new ArrayDeque<>();
  private long hash = 0xcbf29ce484222325L;
  private long lines;

  /**
   * @param kept else no line is even made
   */
  Trace(boolean kept) {
    this.kept = kept;
  }

  void add(long micros, Supplier<String> line) {
    if (kept) {
      add(micros, line.get());
    }
  }

  private void add(long micros, String line) {
    mix(micros);
    for (int i = 0; i < line.length(); i++) {
      mix(line.charAt(i));
    }
    lines++;
    latest.add(String.format(Locale.ROOT, "%12.3f ms  %s", micros / 1000.0, line));
    if (latest.size() > KEPT_LINES) {
      latest.remove();
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * HASH_PRIME;
  }

  long hash() {
    return hash;
  }

  long lines() {
    return lines;
  }

  String text() {
    return String.join("\n", latest);
  }
}
