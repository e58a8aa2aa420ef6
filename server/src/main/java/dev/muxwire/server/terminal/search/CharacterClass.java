package dev.muxwire.server.terminal.search;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the part of a pattern matches that stands for one character, as RE2/J says. */
final class CharacterClass {
  private static final String ASCII =
      IntStream.range(0, 0x80).mapToObj(Character::toString).collect(Collectors.joining());

  /** Without {@code ^}, and without what is written as a number or known to Unicode alone. */
  private static final Pattern ASCII_ALONE =
      Pattern.compile("(?:[ -\\[\\]_-~]|\\\\[adfnrstvw[:punct:]])*");

  private CharacterClass() {}

  /**
   * All that it may match.
   *
   * @param source as {@code [a-z]}, {@code \d}, {@code \pL}
   * @param mayIgnoreCase whether case is ignored is not known
   */
  static CharacterSet of(String source, boolean mayIgnoreCase) {
    CharacterSet set = ascii(Pattern.compile(source));
    if (mayIgnoreCase) {
      set = set.or(ascii(Pattern.compile(source, Pattern.CASE_INSENSITIVE)));
    }
    boolean others = mayIgnoreCase || !ASCII_ALONE.matches(source);
    return new CharacterSet(set.low(), set.high(), others);
  }

  private static CharacterSet ascii(Pattern one) {
    CharacterSet set = CharacterSet.NONE;
    Matcher matcher = one.matcher(ASCII);
    while (matcher.find()) {
      set = set.or(CharacterSet.of(matcher.start()));
    }
    return set;
  }
}
