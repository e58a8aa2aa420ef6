package dev.muxwire.server.terminal.search;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A first look at a regular expression, before it is compiled: how large its program would be, are
 * its parentheses in pairs, and which text every match must have. It judges little else; what it
 * does not understand it takes for more than it is.
 */
final class PatternScan {
  private final String pattern;
  private int at;

  /** Instructions of what is open, the innermost last. */
  private final Deque<Group> groups = new ArrayDeque<>();

  private final StringBuilder run = new StringBuilder();
  private String needed = "";
  private boolean hasAlternatives;
  private boolean changesCase;
  private boolean sawTextEdge;

  private static final class Group {
    final int openedAt;
    long size;
    long lastAtom;

    Group(int openedAt) {
      this.openedAt = openedAt;
    }

    void add(long atom) {
      size += atom;
      lastAtom = atom;
    }
  }

  PatternScan(String pattern) {
    this.pattern = pattern;
    groups.push(new Group(-1));
    while (at < pattern.length()) {
      step();
    }
    endRun(0);
    if (groups.size() > 1) {
      throw new BrokenPattern("the ( is never closed", groups.element().openedAt);
    }
  }

  /** A pattern that is none. */
  static final class BrokenPattern extends RuntimeException {
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

  /** How many instructions there will be, about. */
  long size() {
    return groups.element().size;
  }

  /** Text that stands in every match; empty if none is known. */
  String needed() {
    return hasAlternatives || changesCase ? "" : needed;
  }

  /** Does it tell the beginning or end of the whole text from that of a line? */
  boolean seesTextEdges() {
    return sawTextEdge;
  }

  private void step() {
    char c = pattern.charAt(at);
    Group group = groups.element();
    switch (c) {
      case '\\' -> escape(group);
      case '[' -> {
        endRun(0);
        skipClass();
        group.add(1);
      }
      case '(' -> open();
      case ')' -> close();
      case '|' -> {
        endRun(0);
        hasAlternatives |= groups.size() == 1;
        group.add(1);
        at++;
      }
      case '*', '?' -> {
        endRun(1);
        group.size++;
        at++;
      }
      case '+' -> {
        endRun(0);
        group.size++;
        at++;
      }
      case '{' -> repeat(group);
      case '.', '^', '$' -> {
        endRun(0);
        group.add(1);
        at++;
      }
      default -> {
        int character = pattern.codePointAt(at);
        at += Character.charCount(character);
        literal(group, character);
      }
    }
  }

  private void literal(Group group, int character) {
    group.add(1);
    if (groups.size() == 1) {
      run.appendCodePoint(character);
    }
  }

  private void escape(Group group) {
    if (at + 1 >= pattern.length()) {
      throw new BrokenPattern("the \\ at the end stands for nothing", at);
    }
    int character = pattern.codePointAt(at + 1);
    at += 1 + Character.charCount(character);
    if (character == 'Q') {
      int end = pattern.indexOf("\\E", at);
      String quoted = pattern.substring(at, end < 0 ? pattern.length() : end);
      quoted.codePoints().forEach(quotedCharacter -> literal(group, quotedCharacter));
      at = end < 0 ? pattern.length() : end + 2;
      return;
    }
    boolean isPunctuation = character < 0x80 && !Character.isLetterOrDigit(character);
    if (isPunctuation) {
      literal(group, character);
      return;
    }
    endRun(0);
    sawTextEdge |= character == 'A' || character == 'z' || character == 'Z';
    skipArgument(character);
    group.add(1);
  }

  /** Of what a letter or digit after a backslash has behind it: {@code {61}}, L, 41. */
  private void skipArgument(int character) {
    boolean takesBraces = character == 'p' || character == 'P' || character == 'x';
    if (takesBraces && pattern.startsWith("{", at)) {
      int end = pattern.indexOf('}', at);
      at = end < 0 ? pattern.length() : end + 1;
    } else if (character == 'x') {
      at = Math.min(pattern.length(), at + 2);
    } else if (takesBraces) {
      at = Math.min(pattern.length(), at + 1);
    } else if (Character.isDigit(character)) {
      while (at < pattern.length() && Character.isDigit(pattern.charAt(at))) {
        at++;
      }
    }
  }

  private void skipClass() {
    int begin = at++;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      at++;
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      if (pattern.charAt(at) == '\\') {
        at++;
      } else if (pattern.startsWith("[:", at)) {
        int end = pattern.indexOf(":]", at + 2);
        at = end < 0 ? at : end + 1;
      }
      at++;
    }
    if (at >= pattern.length()) {
      throw new BrokenPattern("the [ is never closed", begin);
    }
    at++;
  }

  private void open() {
    endRun(0);
    if (pattern.startsWith("(?", at)) {
      int end = at + 2;
      while (end < pattern.length() && "imsU-".indexOf(pattern.charAt(end)) >= 0) {
        changesCase |= pattern.charAt(end) == 'i';
        sawTextEdge |= pattern.charAt(end) == '-';
        end++;
      }
      if (end < pattern.length() && pattern.charAt(end) == ')') {
        at = end + 1; // flags alone
        return;
      }
    }
    groups.push(new Group(at));
    at++;
    if (pattern.startsWith("?", at)) {
      int name = pattern.indexOf('>', at);
      int colon = pattern.indexOf(':', at);
      boolean named = name >= 0 && (pattern.startsWith("?P<", at) || pattern.startsWith("?<", at));
      at = named ? name + 1 : colon >= 0 ? colon + 1 : at + 1;
    }
  }

  private void close() {
    if (groups.size() == 1) {
      throw new BrokenPattern("there is no ( for the )", at);
    }
    Group done = groups.pop();
    groups.element().add(done.size + 2);
    at++;
  }

  private void repeat(Group group) {
    Repeat repeat = repeatAt();
    if (repeat == null) { // no repetition: it stands for itself
      at++;
      literal(group, '{');
      return;
    }
    endRun(repeat.least() == 0 ? 1 : 0);
    int times = Math.max(1, Math.max(repeat.least() + 1, repeat.most()));
    long more = group.lastAtom * (times - 1);
    group.size += more + times;
    group.lastAtom += more;
    at = repeat.end();
  }

  /**
   * A repetition {@code {least,most}}.
   *
   * @param most -1 = as often as you like
   */
  private record Repeat(int least, int most, int end) {}

  private @Nullable Repeat repeatAt() {
    int end = pattern.indexOf('}', at);
    if (end < 0 || end - at > 10) {
      return null;
    }
    String inside = pattern.substring(at + 1, end);
    if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      return null;
    }
    String[] numbers = inside.split(",", -1);
    int least = Integer.parseInt(numbers[0]);
    int most = least;
    if (numbers.length > 1) {
      most = numbers[1].isEmpty() ? -1 : Integer.parseInt(numbers[1]);
    }
    return new Repeat(least, most, end + 1);
  }

  /** Text ends here; its last characters may be left out of a match. */
  private void endRun(int optionalCharacters) {
    if (optionalCharacters > 0 && run.length() > 0) {
      run.setLength(run.offsetByCodePoints(run.length(), -optionalCharacters));
    }
    if (run.length() > needed.length()) {
      needed = run.toString();
    }
    run.setLength(0);
  }
}
