package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every test that docs/BAD-INPUT.md names is there, and every row has one. */
class BadInputDocumentTest {
  private static List<String> rows() throws IOException {
    return Files.readAllLines(TestLinks.DOCUMENTS.resolve("BAD-INPUT.md")).stream()
        .filter(line -> line.startsWith("| "))
        .skip(2) // the table's head
        .toList();
  }

  @Test
  void everyRow_namesTests_thatAreThere() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(30)
        .allSatisfy(row -> assertThat(TestLinks.TEST.matcher(row).find()).isTrue());
    TestLinks.assertThere(rows());
  }
}
