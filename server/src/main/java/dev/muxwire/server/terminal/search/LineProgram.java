package dev.muxwire.server.terminal.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps, from the first on, of a machine that is in many places at once: in all to which the text
 * so far can have led. It matches once one of the places is the end. Offsets are relative, so that
 * parts may be moved and copied.
 */
final class LineProgram {
  /** One step. */
  sealed interface Step {}

  /** Takes a character. */
  record Take(CharacterSet set) implements Step {}

  /** Goes on here, and at so many steps from here too. */
  record Fork(int offset) implements Step {}

  /** Goes on so many steps from here. */
  record Jump(int offset) implements Step {}

  /** Goes on if it stands there. */
  record Check(Edge edge) implements Step {}

  /** A place between two characters. */
  enum Edge {
    LINE_START,
    LINE_END,
    WORD,
    NO_WORD
  }

  private final List<Step> steps = new ArrayList<>();
  private boolean checksWords;

  int size() {
    return steps.size();
  }

  Step get(int place) {
    return steps.get(place);
  }

  /** Does it matter where words begin and end? */
  boolean checksWords() {
    return checksWords;
  }

  void add(Step step) {
    steps.add(step);
    checksWords |=
        step instanceof Check check && (check.edge == Edge.WORD || check.edge == Edge.NO_WORD);
  }

  /** Another way than what begins at a place begins here; the step before it leaves that. */
  void makeAlternative(int from) {
    add(new Jump(1));
    makeOptional(from);
  }

  /** Decides where the jump at a place goes: to the end as it is now. */
  void jumpToEnd(int jump) {
    steps.set(jump, new Jump(size() - jump));
  }

  /** What begins at a place may be left out. */
  void makeOptional(int from) {
    steps.add(from, new Fork(size() + 1 - from));
  }

  /** What begins at a place may come again and again. */
  void makeRepeatable(int from) {
    add(new Fork(from - size()));
  }

  /**
   * What begins at a place comes several times.
   *
   * @param most -1 = as often as you like
   */
  void repeat(int from, int least, int most) {
    List<Step> part = List.copyOf(steps.subList(from, size()));
    steps.subList(from, size()).clear();
    for (int i = 0; i < least; i++) {
      steps.addAll(part);
    }
    if (most < 0) {
      int last = size();
      steps.addAll(part);
      makeRepeatable(last);
      makeOptional(last);
    }
    for (int left = most - least; left > 0; left--) {
      add(new Fork(left * (part.size() + 1)));
      steps.addAll(part);
    }
  }
}
