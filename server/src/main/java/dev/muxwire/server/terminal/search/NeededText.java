package dev.muxwire.server.terminal.search;

/** The longest text that stands in every match, as far as it is seen from what a pattern has. */
final class NeededText {
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private boolean isUnknown;

  /** A character comes next. */
  void add(int character) {
    run.appendCodePoint(character);
  }

  /** Something else than a character comes next. */
  void endRun() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }

  /** What comes next lets the last character be left out. */
  void endRunWithoutLast() {
    if (run.length() > 0) {
      run.setLength(run.offsetByCodePoints(run.length(), -1));
    }
    endRun();
  }

  /** There is something that makes all of it doubtful. */
  void giveUp() {
    isUnknown = true;
  }

  /** Empty if none is known. */
  String longest() {
    endRun();
    return isUnknown ? "" : longest;
  }
}
