package dev.muxwire.server.terminal.search;

import java.util.List;
import java.util.Random;

/** Regular expressions with all that there is in the syntax, some of them broken. */
final class RandomPattern {
  private static final List<String> ATOMS =
      List.of(
          "a",
          "b",
          "k",
          "S",
          "1",
          "_",
          " ",
          "-",
          ".",
          "\\.",
          "\\-",
          "\\d",
          "\\D",
          "\\s",
          "\\S",
          "\\w",
          "\\W",
          "^",
          "$",
          "\\b",
          "\\B",
          "\\A",
          "\\z",
          "é",
          "\\é",
          "日",
          "\u212a",
          "🎉",
          "\\Qa.b\\E",
          "\\Q\\E",
          "\\Qb",
          "{",
          "}",
          "]",
          "{,2}",
          "a{01}",
          "a{1,02}",
          "\\x{61}",
          "\\x61",
          "\\x{e9}",
          "\\141",
          "\\1411",
          "\\08",
          "\\t",
          "\\pL",
          "\\PL",
          "\\p{Lu}",
          "\\p{^Lu}",
          "\\p{Greek}",
          "(?i)",
          "(?-i)",
          "(?s)",
          "(?m)",
          "(?U)",
          "(?i-s)");

  private static final List<String> CLASS_ITEMS =
      List.of(
          "a",
          "b",
          "k",
          "S",
          "1",
          " ",
          "-",
          "^",
          ".",
          "[",
          "é",
          "日",
          "a-c",
          "1-é",
          "!-[",
          "]",
          "\\]",
          "\\-",
          "\\^",
          "\\d",
          "\\D",
          "\\w",
          "\\W",
          "\\s",
          "\\pL",
          "\\P{Lu}",
          "\\x61",
          "\\x{61}-\\x{e9}",
          "\\141",
          "[:alpha:]",
          "[:^lower:]",
          "[:upper:]",
          "[:",
          ":]",
          "\u212a");

  private static final List<String> OPENING =
      List.of("(", "(?:", "(?i:", "(?-i:", "(?is-m:", "(?P<a>", "(?<b>");

  private static final List<String> REPETITIONS =
      List.of("*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{0,2}", "{1,}", "{2,3}?", "{1,0}");

  private static final String NOISE =
      "\\\\\\\\\\\\[[]]^-((::)))){}*+|,.$?01238abkSpPxXQEdDwbBAzL<>imsU-é日_ ";

  private final Random random;

  RandomPattern(Random random) {
    this.random = random;
  }

  String next() {
    return random.nextInt(3) == 0 ? noise() : expression(3);
  }

  private String noise() {
    StringBuilder pattern = new StringBuilder();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      pattern.append(NOISE.charAt(random.nextInt(NOISE.length())));
    }
    return pattern.toString();
  }

  private String expression(int depth) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      pattern.append(part(depth));
      if (random.nextInt(4) == 0) {
        pattern.append(pick(REPETITIONS));
      }
      if (random.nextInt(8) == 0) {
        pattern.append('|');
      }
    }
    return pattern.toString();
  }

  private String part(int depth) {
    int kind = random.nextInt(6);
    if (kind == 0 && depth > 0) {
      return pick(OPENING) + expression(depth - 1) + ")";
    }
    return kind == 1 ? characterClass() : pick(ATOMS);
  }

  private String characterClass() {
    StringBuilder items = new StringBuilder(random.nextInt(3) == 0 ? "[^" : "[");
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      items.append(pick(CLASS_ITEMS));
    }
    return items.append(']').toString();
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
