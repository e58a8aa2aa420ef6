package dev.muxwire.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every test that docs/BAD-INPUT.md names is there, and every kind of bad input has one. */
class BadInputDocumentTest {
  private static final int COLUMNS = 4;
  private static final int SOCKET = 3;
  private static final int COMMAND_LINE = 4;

  private static List<String> rows() throws IOException {
    return NamedTests.rows("BAD-INPUT.md", "\\|.*`.*\\|").stream()
        .filter(row -> !row.startsWith("| ---"))
        .toList();
  }

  private static String cell(String row, int column) {
    String[] cells = row.split("(?<!\\\\)\\|", -1);
    assertThat(cells).as(row).hasSize(COLUMNS + 2);
    return cells[column].strip();
  }

  /** "not met": it cannot come up there. */
  @Test
  void everyRow_hasATest_andASayForEachPlace() throws IOException {
    assertThat(rows())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            row -> {
              assertThat(NamedTests.isIn(row)).as(row).isTrue();
              for (int column : new int[] {SOCKET, COMMAND_LINE}) {
                String cell = cell(row, column);
                assertThat(cell.equals("not met") || NamedTests.isIn(cell)).as(cell).isTrue();
              }
            });
  }

  @Test
  void everyTestThatIsNamed_isThere() throws IOException {
    NamedTests.assertThere(rows());
  }

  @Test
  void noTestIsNamedWithoutALink() throws IOException {
    NamedTests.assertAllAreLinks(rows());
  }
}
