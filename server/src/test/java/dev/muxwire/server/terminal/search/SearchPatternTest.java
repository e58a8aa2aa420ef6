package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a pattern finds in many lines is what it finds in each; and what is no pattern. */
final class SearchPatternTest {
  private static final List<String> WORDS =
      List.of(
          "a", "b", "c", "ab", "aab", "k", "K", "s", "\u212a", "\u017f", "é", "É", "日本", "🎉", " ",
          "1", "8", "_", "-", "^", ".", "a.b", "{", "}", "a{01}", "[", "]", ":", "x", "\t", "λ");

  @Property(tries = 4000)
  void expressions_findTheLinesThatMatchAlone(@ForAll Random random) {
    String pattern = new RandomPattern(random).next();
    boolean ignoreCase = random.nextBoolean();
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
    try {
      SearchPattern.of(pattern, false, ignoreCase);
    } catch (ProtocolViolation e) {
      if (!String.valueOf(e.getMessage()).contains("case ignored")) {
        assertThatThrownBy(() -> Pattern.compile(pattern, flags))
            .isInstanceOf(PatternSyntaxException.class);
      }
      return;
    }
    check(pattern, false, ignoreCase, Pattern.compile(pattern, flags), random);
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
    for (int line = 0; line < 20; line++) {
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

  /** RE2/J folds by tables of its own and by Java's, and goes round where they differ. */
  @Test
  void whatNeverFoldsBack_isRefused_andNothingElse() {
    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
      int other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
      boolean isBack = Character.toLowerCase(other) == c || Character.toUpperCase(other) == c;
      if (other == c || isBack) {
        continue;
      }
      String text = Character.toString(c);
      if (c >= Unfoldable.FIRST && c <= Unfoldable.LAST) {
        for (String pattern : List.of(text, "a[b" + text + "]", "[a-\\x{1d00}]", "\\Q" + text)) {
          refused("(?i)" + pattern, "case ignored");
        }
        SearchPattern.of(text, false, false);
        SearchPattern.of("(?i)[^a]\\pL[ -\\x{10ffff}]", false, false);
      } else {
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> SearchPattern.of("[" + text + "]" + text, false, true));
      }
    }
  }

  private static void refused(String pattern, String why) {
    assertThatThrownBy(() -> SearchPattern.of(pattern, false, false))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_INVALID_ARGUMENT))
        .hasMessageContaining(why);
  }
}
