package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a pattern finds in many lines is what it finds in each; and what is no pattern. */
final class SearchPatternTest {
  private static final List<String> PARTS =
      List.of(
          "a",
          "b",
          "k",
          "S",
          ".",
          "\\.",
          "\\d",
          "[ab]",
          "[^a]",
          "(a|b)",
          "(?:ab)",
          "a*",
          "b+",
          "x?",
          "a{2}",
          "b{0,2}",
          "^",
          "$",
          "\\b",
          "\\s",
          "é",
          "日",
          "|",
          "(?i)k",
          "\\A",
          "\\z",
          "\\Qa.b\\E",
          "{",
          "[]]",
          "[[:alpha:]]",
          "(?:b)",
          "\\x{61}",
          "\\pL",
          "\\x61",
          "\\141",
          "\\PL");

  private static final List<String> WORDS =
      List.of(
          "a", "b", "ab", "aab", "k", "K", "s", "\u212a", "\u017f", "é", "É", "日本", " ", "1", ".",
          "a.b", "{", "]", "x");

  @Property(tries = 3000)
  void expressions_findTheLinesThatMatchAlone(@ForAll Random random) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      pattern.append(pick(PARTS, random));
    }
    boolean ignoreCase = random.nextBoolean();
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
    check(
        pattern.toString(), false, ignoreCase, Pattern.compile(pattern.toString(), flags), random);
  }

  @Property(tries = 1000)
  void texts_findTheLinesThatHaveThem(@ForAll Random random) {
    String text = pick(WORDS, random) + pick(WORDS, random);
    boolean ignoreCase = random.nextBoolean();
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
    check(text, true, ignoreCase, Pattern.compile(Pattern.quote(text), flags), random);
  }

  private static void check(
      String pattern, boolean literal, boolean ignoreCase, Pattern judge, Random random) {
    TextBlock text = new TextBlock();
    TextReader reader = new TextReader(text);
    List<Integer> expected = new ArrayList<>();
    for (int line = 0; line < 30; line++) {
      StringBuilder words = new StringBuilder();
      for (int i = random.nextInt(5); i > 0; i--) {
        words.append(pick(WORDS, random));
      }
      if (judge.matcher(words).find()) {
        expected.add(line);
      }
      byte[] raw = words.append('\n').toString().getBytes(StandardCharsets.UTF_8);
      reader.read(raw, 0, raw.length, 0);
    }
    IntList found = new IntList();
    SearchPattern.of(pattern, literal, ignoreCase).find(text, found);
    List<Integer> lines = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      lines.add(found.get(i));
    }
    assertThat(lines).as(pattern).isEqualTo(expected);
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  @Test
  void whatIsNoExpression_isRefused_andToldWhere() {
    refused("(", "the ( is never closed, at character 1");
    refused("a(b(c)", "the ( is never closed, at character 2");
    refused("é)", "there is no ( for the ), at character 2");
    refused("ab[c", "the [ is never closed, at character 3");
    refused("ab\\", "the \\ at the end stands for nothing, at character 3");
    refused("x*a**", "invalid nested repetition operator `**`, at character 4");
    refused("*a", "missing argument to repetition operator `*`, at character 1");
    refused("ab[z-a]", "invalid character class range `z-a`, at character 4");
    refused("x{2,1}", "invalid repeat count `{2,1}`, at character 2");
    refused("a\\C", "invalid escape sequence `\\C`, at character 2");
    refused("(?<=a)b", "invalid named capture `(?<=a)b`, at character 1");
    refused("", "the pattern is empty");
    refused("a\nb", "line feed");
  }

  @Test
  void whatGrowsTooLarge_isRefused_beforeItDoes() {
    refused("((a{100}){100}){100}", "at most 2000");
    refused("(((((((a{9}){9}){9}){9}){9}){9}){9}){9}", "at most 2000");
    refused("(x{1000}){1000}", "at most 2000");
    refused("((a|b|c){50}d{50}){50}", "at most 2000");
    SearchPattern.of("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}", false, false);
    assertThatThrownBy(() -> SearchPattern.of("é".repeat(513), true, false))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED))
        .hasMessageContaining("1026 bytes, at most 1024");
    SearchPattern.of("(".repeat(300) + "a" + ")".repeat(300), false, false);
  }

  private static void refused(String pattern, String why) {
    assertThatThrownBy(() -> SearchPattern.of(pattern, false, false))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT))
        .hasMessageContaining(why);
  }
}
