package dev.muxwire.server.terminal.search;

import dev.muxwire.server.terminal.search.LineProgram.Edge;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A first look at a regular expression, before it is compiled: how large it would be, are its
 * parentheses in pairs, which text every match must have, and a program for lines that may match.
 * It judges little else; what it does not understand it takes for more than it is.
 */
final class PatternScan {
  private final PatternReader reader;
  private final int maxSize;
  private long size;

  /** What is open, the innermost first. */
  private final Deque<Group> groups = new ArrayDeque<>();

  private final LineProgram program = new LineProgram();

  /** By how they are written, and whether case is ignored: many come more than once. */
  private final Map<String, CharacterSet> classes = new HashMap<>();

  private final NeededText needed = new NeededText();

  /** From here on it may be that case is ignored. */
  private boolean mayIgnoreCase;

  private final class Group {
    final int openedAt;
    final long sizeBefore = size;

    /** Of what a repetition would repeat, and where that begins in the program. */
    long atomSize;

    int atom = program.size();
    boolean isRepeated;

    /** Where it begins in the program, and the last of its alternatives. */
    final int start = atom;

    int alternative = atom;

    /** Behind each alternative but the last. */
    final IntList jumps = new IntList();

    Group(int openedAt) {
      this.openedAt = openedAt;
    }
  }

  /**
   * @param ignoreCase in all of it
   * @param maxSize of a pattern that is of use; of a larger one only that it is larger is found out
   * @throws BrokenPattern if it is none
   */
  PatternScan(String pattern, boolean ignoreCase, int maxSize) {
    this.reader = new PatternReader(pattern);
    this.mayIgnoreCase = ignoreCase;
    this.maxSize = maxSize;
    groups.push(new Group(-1));
    while (reader.hasMore() && size <= maxSize) {
      step(groups.element());
    }
    if (size > maxSize) {
      return;
    }
    endAlternatives(groups.element());
    if (groups.size() > 1) {
      throw new BrokenPattern("the ( is never closed", groups.element().openedAt);
    }
  }

  /** How many instructions there will be, about. */
  long size() {
    return size;
  }

  /** Text that stands in every match; empty if none is known. */
  String needed() {
    return needed.longest();
  }

  /** What matches in every line in which the pattern does, and in few others; if not too large. */
  LineProgram program() {
    return program;
  }

  private void step(Group group) {
    int begin = reader.at();
    int character = reader.next();
    switch (character) {
      case '\\' -> escape(begin);
      case '[' -> characterClass(begin);
      case '(' -> open(begin);
      case ')' -> close(begin);
      case '|' -> alternative(group);
      case '*' -> repeat(group, 0, -1);
      case '+' -> repeat(group, 1, -1);
      case '?' -> repeat(group, 0, 1);
      case '{' -> braces(group);
      case '.' -> add(CharacterSet.ALL);
      case '^' -> add(Edge.LINE_START);
      case '$' -> add(Edge.LINE_END);
      default -> literal(character);
    }
  }

  // ---- what stands for a character, or a place

  private void literal(int character) {
    refuseUnfoldable(character);
    CharacterSet set = CharacterSet.of(character);
    addStep(new LineProgram.Take(mayIgnoreCase ? set.folded() : set));
    if (groups.size() == 1) {
      needed.add(character);
    }
  }

  private void add(CharacterSet set) {
    needed.endRun();
    addStep(new LineProgram.Take(set));
  }

  private void add(Edge edge) {
    needed.endRun();
    addStep(new LineProgram.Check(edge));
  }

  private void addStep(LineProgram.Step step) {
    Group group = groups.element();
    group.atom = program.size();
    group.atomSize = 1;
    group.isRepeated = false;
    size++;
    program.add(step);
  }

  private void refuseUnfoldable(int character) {
    if (mayIgnoreCase) {
      Unfoldable.refuse(character, character);
    }
  }

  private void characterClass(int begin) {
    if (!reader.skipClass(mayIgnoreCase)) {
      throw new BrokenPattern("the [ is never closed", begin);
    }
    addClass(reader.since(begin));
  }

  private void addClass(String source) {
    boolean fold = mayIgnoreCase;
    add(classes.computeIfAbsent(fold + source, key -> CharacterClass.of(source, fold)));
  }

  private void escape(int begin) {
    int character = reader.next();
    switch (character) {
      case -1 -> throw new BrokenPattern("the \\ at the end stands for nothing", begin);
      case 'Q' -> reader.quoted().codePoints().forEach(this::literal);
      case 'A' -> add(Edge.LINE_START);
      case 'z' -> add(Edge.LINE_END);
      case 'b' -> add(Edge.WORD);
      case 'B' -> add(Edge.NO_WORD);
      default -> {
        if (!CharacterSet.WORD.has(character)) {
          literal(character);
        } else {
          refuseUnfoldable(reader.escaped(character));
          addClass(reader.since(begin));
        }
      }
    }
  }

  // ---- groups

  private void open(int begin) {
    if (reader.isAt("?") && flags()) {
      return;
    }
    needed.endRun();
    groups.push(new Group(begin));
  }

  /** What follows an opening parenthesis and a question mark; true if it is flags alone. */
  private boolean flags() {
    reader.skip("?");
    if (reader.skip("P<") || reader.skip("<")) {
      reader.skipBehind(">");
      return false;
    }
    int flag = reader.next();
    while (flag >= 0 && "imsU-".indexOf(flag) >= 0) {
      if (flag == 'i') {
        mayIgnoreCase = true;
        needed.giveUp();
      }
      flag = reader.next();
    }
    return flag == ')';
  }

  private void close(int begin) {
    if (groups.size() == 1) {
      throw new BrokenPattern("there is no ( for the )", begin);
    }
    Group done = groups.pop();
    endAlternatives(done);
    size += 2;
    Group around = groups.element();
    around.atom = done.start;
    around.isRepeated = false;
    around.atomSize = size - done.sizeBefore;
  }

  private void alternative(Group group) {
    needed.endRun();
    if (groups.size() == 1) {
      needed.giveUp();
    }
    size++;
    program.makeAlternative(group.alternative);
    group.jumps.add(program.size() - 1);
    group.alternative = program.size();
    group.atom = program.size();
    group.atomSize = 1;
    group.isRepeated = false;
  }

  private void endAlternatives(Group group) {
    for (int i = 0; i < group.jumps.size(); i++) {
      program.jumpToEnd(group.jumps.get(i));
    }
  }

  // ---- repetitions

  private void repeat(Group group, int least, int most) {
    beginRepetition(group, least);
    size++;
    if (most < 0) {
      program.makeRepeatable(group.atom);
    }
    if (least == 0) {
      program.makeOptional(group.atom);
    }
    reader.skip("?"); // which match is taken: it is one nevertheless
  }

  private void braces(Group group) {
    PatternReader.Times times = reader.times();
    if (times == null) { // no repetition: it stands for itself
      literal('{');
      return;
    }
    beginRepetition(group, times.least());
    int copies = Math.max(1, Math.max(times.least() + 1, times.most()));
    long more = group.atomSize * (copies - 1);
    size += more + copies;
    group.atomSize += more;
    if (size <= maxSize) {
      program.repeat(group.atom, times.least(), times.most());
    }
    reader.skip("?");
  }

  private void beginRepetition(Group group, int least) {
    if (group.isRepeated) { // again: with flags between, that is possible
      needed.giveUp();
    }
    group.isRepeated = true;
    if (least == 0) {
      needed.endRunWithoutLast();
    } else {
      needed.endRun();
    }
  }
}
