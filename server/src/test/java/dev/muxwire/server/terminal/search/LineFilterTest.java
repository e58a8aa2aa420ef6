package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** In ASCII a filter passes over the lines that do not match, and over no others. */
final class LineFilterTest {
  private static final String[] PATTERNS = {
    "a",
    "ab|ba",
    "(a|b1)+ ",
    "^a.*b$",
    "^(?:a|b)*$",
    "a{2,3}b{0,2}1{2}",
    "\\ba\\b",
    "\\Bb",
    "\\b\\d+\\b$",
    "(^| )b( |$)",
    "[^ab]{3}",
    "\\w\\s\\w",
    "[[:alpha:]]{4,}",
    "\\pN\\pL",
    "\\Qa b\\E+",
    "\\x61\\142",
    "x*",
    "(a|)(b|)1",
    "(?:a*)*b1",
    "\\zb",
    "a{0}b{1}1",
    "((a{2}b?){2}1?){2}"
  };

  private static LineFilter filter(String pattern) {
    return new LineFilter(new PatternScan(pattern, false, 2_000).program());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String line(Random random, String characters, int length) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < length; i++) {
      line.append(characters.charAt(random.nextInt(characters.length())));
    }
    return line.toString();
  }

  @Property(tries = 100)
  void linesOfAscii_mayMatch_ifTheyDo(@ForAll Random random) {
    for (String pattern : PATTERNS) {
      LineFilter filter = filter(pattern);
      Pattern judge = Pattern.compile(pattern);
      for (int i = 0; i < 20; i++) {
        String line = line(random, "ab1 ", random.nextInt(12));
        byte[] bytes = bytes(line + "\n");
        assertThat(filter.find(bytes, 0, bytes.length) >= 0)
            .as("%s in '%s'", pattern, line)
            .isEqualTo(judge.matcher(line).find());
      }
    }
  }

  @Test
  void theFirstOfManyLinesThatMayMatch_isTold() {
    byte[] text = bytes("a\nno\n\nsome é\nx12y\nx1y\n");
    LineFilter filter = filter("x[0-9]y");
    assertThat(filter.find(text, 0, text.length)).isBetween(text.length - 4, text.length - 1);
    assertThat(filter("^$").find(text, 0, text.length)).isEqualTo(5);
    assertThat(filter("e .$").find(text, 0, text.length)).isEqualTo(13);
    assertThat(filter("\\d{3}").find(text, 0, text.length)).isEqualTo(-1);
  }

  @Test
  void moreStatesThanAreRemembered_letNoMatchPass() {
    assertThat(falseAlarms("a[ab]{18}1", 1000)).isBetween(5, 200); // when it forgets
  }

  @Test
  void moreWorkThanTheTextIsWorth_letsNoMatchPass() {
    assertThat(falseAlarms("(?:.?){600}a1a", 100))
        .isGreaterThan(45); // when it has no more to spend
  }

  /** Of lines, every other without 1, those that do not match though they may. */
  private static int falseAlarms(String pattern, int lines) {
    Random random = new Random(1);
    LineFilter filter = filter(pattern);
    Pattern judge = Pattern.compile(pattern);
    int alarms = 0;
    for (int i = 0; i < lines; i++) {
      String line = line(random, i % 2 == 0 ? "ab" : "ab1", 20 + random.nextInt(200));
      byte[] bytes = bytes(line + "\n");
      boolean mayMatch = filter.find(bytes, 0, bytes.length) >= 0;
      if (!judge.matcher(line).find()) {
        alarms += mayMatch ? 1 : 0;
      } else {
        assertThat(mayMatch).as(line).isTrue();
      }
    }
    return alarms;
  }
}
