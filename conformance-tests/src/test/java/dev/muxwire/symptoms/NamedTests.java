package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tests that a table of a document names: each is a link, and is there. */
final class NamedTests {
  private static final Path DOCUMENTS = Path.of("..", "docs");

  /** A link to a test: its class, with or without a method, and where it is. */
  private static final Pattern TEST =
      Pattern.compile("\\[`(\\w+)(?:#(\\w+))?`]\\((\\.\\./[\\w./-]+\\.java)\\)");

  private NamedTests() {}

  /** The rows of a document's tables that look so. */
  static List<String> rows(String document, String pattern) throws IOException {
    return Files.readAllLines(DOCUMENTS.resolve(document)).stream()
        .filter(line -> line.matches(pattern))
        .toList();
  }

  static boolean isIn(String text) {
    return TEST.matcher(text).find();
  }

  static void assertThere(List<String> rows) throws IOException {
    List<MatchResult> tests = rows.stream().flatMap(row -> TEST.matcher(row).results()).toList();
    assertThat(tests).isNotEmpty();
    for (MatchResult test : tests) {
      Path file = DOCUMENTS.resolve(test.group(3));
      assertThat(file).exists();
      assertThat(file.getFileName()).hasToString(test.group(1) + ".java");
      if (test.group(2) != null) {
        assertThat(Files.readString(file)).as(file.toString()).contains(" " + test.group(2) + "(");
      }
    }
  }

  static void assertAllAreLinks(List<String> rows) {
    for (String row : rows) {
      String withoutLinks = TEST.matcher(row).replaceAll("");
      assertThat(withoutLinks).doesNotContain("Test`").doesNotContain("Test#");
    }
  }
}
