package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every test that docs/SYMPTOMS.md names is there, and every symptom has one or says "not yet". */
class SymptomsDocumentTest {
  private static final Path DOCUMENTS = Path.of("..", "docs");
  private static final int SYMPTOMS = 32;

  /** A link to a test: its class, with or without a method, and where it is. */
  private static final Pattern TEST =
      Pattern.compile("\\[`(\\w+)(?:#(\\w+))?`]\\((\\.\\./[\\w./-]+\\.java)\\)");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(DOCUMENTS.resolve("SYMPTOMS.md")).stream()
        .filter(line -> line.matches("\\| \\d+ \\|.*"))
        .toList();
  }

  @Test
  void everySymptom_hasItsRow_withATestOrAnAdmission() throws IOException {
    List<String> rows = rows();

    assertThat(rows.stream().map(row -> row.split("\\|")[1].strip()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, SYMPTOMS).mapToObj(String::valueOf).toList());
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(TEST.matcher(row).find() || row.contains("Not yet")).isTrue());
  }

  @Test
  void everyTestThatIsNamed_isThere() throws IOException {
    List<MatchResult> tests = rows().stream().flatMap(row -> TEST.matcher(row).results()).toList();
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

  @Test
  void noTestIsNamedWithoutALink() throws IOException {
    for (String row : rows()) {
      String withoutLinks = TEST.matcher(row).replaceAll("");
      assertThat(withoutLinks).doesNotContain("Test`").doesNotContain("Test#");
    }
  }
}
