package dev.muxwire.server.terminal.search;

/** A pattern that is none. */
final class BrokenPattern extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int at;

  BrokenPattern(String what, int at) {
    super(what, null, false, false);
    this.at = at;
  }

  /** The place in the pattern, from 0. */
  int at() {
    return at;
  }
}
