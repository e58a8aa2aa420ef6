package dev.muxwire.server.terminal.search;

import org.jspecify.annotations.Nullable;

/** Reads a regular expression, part by part. */
final class PatternReader {
  private static final int MAX_DIGITS = 4;
  private static final int MAX_OCTAL_DIGITS = 3;

  private final String pattern;
  private int at;

  PatternReader(String pattern) {
    this.pattern = pattern;
  }

  /** A place in the pattern, from 0. */
  int at() {
    return at;
  }

  /** What was read from a place on. */
  String since(int place) {
    return pattern.substring(place, at);
  }

  boolean hasMore() {
    return at < pattern.length();
  }

  boolean isAt(String text) {
    return pattern.startsWith(text, at);
  }

  /** Goes behind this, if it stands there. */
  boolean skip(String text) {
    boolean skipped = isAt(text);
    at += skipped ? text.length() : 0;
    return skipped;
  }

  /** The next character; -1 at the end. */
  int next() {
    if (!hasMore()) {
      return -1;
    }
    int character = pattern.codePointAt(at);
    at += Character.charCount(character);
    return character;
  }

  /** Goes behind the next of these, if there is one. */
  boolean skipBehind(String text) {
    int found = pattern.indexOf(text, at);
    at = found < 0 ? at : found + text.length();
    return found >= 0;
  }

  /** What stands before {@code \\E}, or all that is left. */
  String quoted() {
    int begin = at;
    if (skipBehind("\\E")) {
      return pattern.substring(begin, at - 2);
    }
    at = pattern.length();
    return since(begin);
  }

  /**
   * Goes behind a class, from behind its first bracket; false if it has no end.
   *
   * @param mayIgnoreCase whether case is ignored is not known
   */
  boolean skipClass(boolean mayIgnoreCase) {
    skip("^");
    for (boolean isFirst = true; isFirst || !isAt("]"); isFirst = false) {
      if (!hasMore()) {
        return false;
      }
      if (!isAt("[:") || !skipBehind(":]")) {
        skipRange(mayIgnoreCase);
      }
    }
    at++;
    return true;
  }

  private void skipRange(boolean mayIgnoreCase) {
    int first = inClass();
    int last = first;
    if (first >= 0 && isAt("-") && !isAt("-]")) {
      at++;
      last = inClass();
    }
    if (mayIgnoreCase) {
      Unfoldable.refuse(first, last);
    }
  }

  private int inClass() {
    int character = next();
    return character == '\\' ? escaped(next()) : character;
  }

  /**
   * Goes behind what belongs to a letter or digit after a backslash: {@code {61}}, L, 41.
   *
   * @return the character it stands for, or another below {@link Unfoldable}; -1 for a class
   */
  int escaped(int letter) {
    switch (letter) {
      case 'd', 'D', 's', 'S', 'w', 'W' -> {
        return -1;
      }
      case 'p', 'P' -> {
        if (next() == '{') {
          skipBehind("}");
        }
        return -1;
      }
      case 'x' -> {
        int begin = at;
        return next() == '{' && skipBehind("}") ? hexadecimal(begin + 1, at - 1) : next();
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> skipDigits('7', MAX_OCTAL_DIGITS - 1);
      default -> {}
    }
    return letter;
  }

  private int hexadecimal(int from, int to) {
    int value = 0;
    for (int i = from; i < to && value <= Character.MAX_CODE_POINT; i++) {
      value = 16 * value + Character.digit(pattern.charAt(i), 16);
    }
    return value;
  }

  /**
   * How often something comes.
   *
   * @param most -1 = as often as you like
   */
  record Times(int least, int most) {}

  /** Reads a repetition behind its first brace; null, and where it was, if it is none. */
  @Nullable Times times() {
    int begin = at;
    int least = number();
    boolean isRange = skip(",");
    boolean isOpen = isRange && isAt("}");
    int most = isOpen ? -1 : isRange ? number() : least;
    if (least >= 0 && (isOpen || most >= 0) && skip("}")) {
      return new Times(least, most);
    }
    at = begin;
    return null;
  }

  /** The number that stands there in decimal, without needless zeros; -1 if none does. */
  private int number() {
    int begin = at;
    int digits = skipDigits('9', MAX_DIGITS);
    boolean isNumber = digits > 0 && (digits == 1 || pattern.charAt(begin) != '0');
    return isNumber ? Integer.parseInt(pattern, begin, at, 10) : -1;
  }

  private int skipDigits(char last, int most) {
    int begin = at;
    while (hasMore()
        && at - begin < most
        && pattern.charAt(at) >= '0'
        && pattern.charAt(at) <= last) {
      at++;
    }
    return at - begin;
  }
}
