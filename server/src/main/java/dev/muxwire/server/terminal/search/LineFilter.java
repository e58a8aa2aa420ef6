package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.search.LineProgram.Check;
import dev.muxwire.server.terminal.search.LineProgram.Edge;
import dev.muxwire.server.terminal.search.LineProgram.Fork;
import dev.muxwire.server.terminal.search.LineProgram.Jump;
import dev.muxwire.server.terminal.search.LineProgram.Step;
import dev.muxwire.server.terminal.search.LineProgram.Take;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Passes over lines that a program does not match: an automaton that looks at each byte once, made
 * as the text asks for it. A state is the places where the program is, and what was before. How
 * much is remembered, and the work to make it, is bounded; a line that would need more is taken for
 * one that may match. Not for two threads at once.
 */
final class LineFilter {
  /** Of all states together, in memory. */
  private static final int MAX_NUMBERS = 128 * 1024;

  /** What a state takes beside its numbers. */
  private static final int NUMBERS_A_STATE = 32;

  /** Steps of the program that may be taken to make states: at once, and for each byte of text. */
  private static final long MAX_STEPS = 1_000_000;

  private static final long STEPS_A_BYTE = 4;

  // What follows a state, if no state.
  private static final int UNKNOWN = -1;
  private static final int MAY_MATCH = -2;

  /** The state in which a line begins. */
  private static final int START = 0;

  // What was before, the first number of a state.
  private static final int NOTHING = 0;
  private static final int NO_WORD = 1;
  private static final int WORD = 2;

  private final LineProgram program;
  private final ByteKinds kinds;
  private long stepsLeft = MAX_STEPS;

  /** For each state a row: what follows it for each kind of byte. States are told as their rows. */
  private int[] table = new int[0];

  private final List<int[]> states = new ArrayList<>();
  private final Map<IntBuffer, Integer> rows = new HashMap<>();
  private int numbers;

  // While it is found out what follows a state.
  private final BitSet visited = new BitSet();
  private final int[] stack;
  private int stacked;

  LineFilter(LineProgram program) {
    this.program = program;
    this.kinds = new ByteKinds(program);
    this.stack = new int[program.size() + 1];
    forget();
  }

  /**
   * A place in the first line that may match; -1 if none does.
   *
   * @param from the beginning of a line
   * @param to behind a line feed
   */
  int find(byte[] bytes, int from, int to) {
    int[] known = table;
    int[] kindOf = kinds.ofBytes();
    int row = START;
    int i = from;
    while (i < to) {
      int kind = kindOf[bytes[i] & 0xff];
      int next = known[row + kind];
      if (next < 0) {
        next = next == UNKNOWN ? learn(row, kind) : next;
        if (next < 0) {
          break;
        }
        known = table;
      }
      row = next;
      i++;
    }
    stepsLeft = Math.min(MAX_STEPS, stepsLeft + STEPS_A_BYTE * (i - from));
    return i < to ? i : -1;
  }

  private int learn(int row, int kind) {
    if (stepsLeft < 0) {
      return MAY_MATCH;
    }
    int next = follow(states.get(row / kinds.count()), kind);
    if (next == UNKNOWN) { // there is no room for it
      forget();
      return MAY_MATCH;
    }
    table[row + kind] = next;
    return next;
  }

  private void forget() {
    table = new int[0];
    states.clear();
    rows.clear();
    numbers = 0;
    add(new int[] {NOTHING});
  }

  private int follow(int[] state, int kind) {
    boolean isEnd = kind == ByteKinds.LINE_FEED;
    int character = kinds.example(kind);
    int after = !isEnd && CharacterSet.WORD.has(character) ? WORD : NO_WORD;
    BitSet places = new BitSet();
    visited.clear();
    visit(0); // a match may begin anywhere
    for (int i = 1; i < state.length; i++) {
      visit(state[i]);
    }
    while (stacked > 0) {
      int place = stack[--stacked];
      if (place == program.size()) {
        stacked = 0;
        return MAY_MATCH;
      }
      stepsLeft--;
      Step step = program.get(place);
      if (step instanceof Fork fork) {
        visit(place + 1);
        visit(place + fork.offset());
      } else if (step instanceof Jump jump) {
        visit(place + jump.offset());
      } else if (step instanceof Check check) {
        if (holds(check.edge(), state[0], after, isEnd)) {
          visit(place + 1);
        }
      } else if (step instanceof Take take && !isEnd && take.set().has(character)) {
        places.set(place + 1);
      }
    }
    return isEnd ? START : row(places, program.checksWords() ? after : NO_WORD);
  }

  private void visit(int place) {
    if (!visited.get(place)) {
      visited.set(place);
      stack[stacked++] = place;
    }
  }

  private static boolean holds(Edge edge, int before, int after, boolean isEnd) {
    return switch (edge) {
      case LINE_START -> before == NOTHING;
      case LINE_END -> isEnd;
      case WORD -> (before == WORD) != (after == WORD);
      case NO_WORD -> (before == WORD) == (after == WORD);
    };
  }

  /** The state with these places; unknown if there is no room for it. */
  private int row(BitSet places, int before) {
    int[] state = new int[1 + places.cardinality()];
    state[0] = before;
    int i = 1;
    for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
      state[i++] = place;
    }
    Integer row = rows.get(IntBuffer.wrap(state));
    if (row != null) {
      return row;
    }
    return numbers > MAX_NUMBERS ? UNKNOWN : add(state);
  }

  private int add(int[] state) {
    int row = states.size() * kinds.count();
    int end = row + kinds.count();
    if (end > table.length) {
      int length = table.length;
      table = Arrays.copyOf(table, Math.max(end, 2 * length));
      Arrays.fill(table, length, table.length, UNKNOWN);
    }
    table[row + ByteKinds.CONTINUATION] = row;
    states.add(state);
    rows.put(IntBuffer.wrap(state), row);
    numbers += kinds.count() + state.length + NUMBERS_A_STATE;
    return row;
  }
}
