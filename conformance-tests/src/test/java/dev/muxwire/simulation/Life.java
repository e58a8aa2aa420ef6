package dev.muxwire.simulation;

/** Of a process: when it ends, nothing of it runs any more. */
final class Life {
  private boolean over;

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }
}
