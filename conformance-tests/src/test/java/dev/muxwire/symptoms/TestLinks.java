package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tests that a document names. */
final class TestLinks {
  /** Where documents are, from this module. */
  static final Path DOCUMENTS = Path.of("..", "docs");

  /** A link to a test: its class, with or without a method, and where it is. */
  static final Pattern TEST =
      Pattern.compile("\\[`(\\w+)(?:#(\\w+))?`]\\((\\.\\./[\\w./-]+\\.java)\\)");

  private TestLinks() {}

  /** Every test that these lines name is there. */
  static void assertThere(List<String> lines) throws IOException {
    List<MatchResult> tests = lines.stream().flatMap(line -> TEST.matcher(line).results()).toList();
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
}
