package dev.muxwire.server.terminal;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The viewers of a terminal who must miss nothing, and whether its program has to wait for one of
 * them. Belongs to the terminal's loop; {@link #isWaiting} may be asked from anywhere.
 */
final class RequiredReaders {
  /** Where no reader holds anything back. */
  static final long NOBODY = Long.MAX_VALUE;

  private final long lagBytes;
  private final Set<Viewer> readers = new LinkedHashSet<>();
  private volatile boolean waiting;

  /**
   * @param lagBytes how far the slowest may be behind
   */
  RequiredReaders(long lagBytes) {
    this.lagBytes = lagBytes;
  }

  void joined(Viewer viewer) {
    if (viewer.required()) {
      readers.add(viewer);
    }
  }

  void left(Viewer viewer) {
    readers.remove(viewer);
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Where the slowest stands; {@link #NOBODY} if there is none. */
  long slowest() {
    long slowest = NOBODY;
    for (Viewer reader : readers) {
      slowest = Math.min(slowest, reader.position());
    }
    return slowest;
  }

  /**
   * Judges anew whether the program waits.
   *
   * @param wanted false: it waits for nobody
   * @param end of the output
   * @return whether that changed
   */
  boolean judge(boolean wanted, long end) {
    boolean before = waiting;
    if (!wanted) {
      waiting = false;
    } else if (waiting) {
      waiting = isBehind(end, lagBytes / 2);
    } else if (isBehind(end, lagBytes)) {
      waiting = true;
      // Asked once more: one who got on in between, and saw nobody wait, says nothing.
      waiting = isBehind(end, lagBytes);
    }
    return waiting != before;
  }

  private boolean isBehind(long end, long bytes) {
    long slowest = slowest();
    return slowest < end && end - slowest > bytes;
  }
}
