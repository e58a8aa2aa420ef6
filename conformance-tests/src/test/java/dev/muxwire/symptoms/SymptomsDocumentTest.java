package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every test that docs/SYMPTOMS.md names is there, and every symptom has one or says "not yet". */
class SymptomsDocumentTest {
  private static final int SYMPTOMS = 32;

  private static List<String> rows() throws IOException {
    return Files.readAllLines(TestLinks.DOCUMENTS.resolve("SYMPTOMS.md")).stream()
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
            row ->
                assertThat(TestLinks.TEST.matcher(row).find() || row.contains("Not yet")).isTrue());
  }

  @Test
  void everyTestThatIsNamed_isThere() throws IOException {
    TestLinks.assertThere(rows());
  }

  @Test
  void noTestIsNamedWithoutALink() throws IOException {
    for (String row : rows()) {
      String withoutLinks = TestLinks.TEST.matcher(row).replaceAll("");
      assertThat(withoutLinks).doesNotContain("Test`").doesNotContain("Test#");
    }
  }
}
