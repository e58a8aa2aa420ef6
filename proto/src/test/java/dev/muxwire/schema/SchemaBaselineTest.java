package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The schema is as it was last recorded. A change fails here until it is recorded, so no change is
 * made by accident; and only what old peers can live with is recorded.
 */
class SchemaBaselineTest {
  private static final Path BASELINE = Path.of("src/test/resources/schema-baseline.txt");

  /** Set to true to write the baseline anew; CONTRIBUTING.md has the command. */
  private static final String RECORD_PROPERTY = "muxwire.schema.record";

  @Test
  void schema_isAsRecorded() throws IOException {
    List<String> now = SchemaListing.of(SchemaFiles.descriptors());
    SchemaChanges changes = SchemaChanges.between(Files.readAllLines(BASELINE), now);
    boolean isRecorded = Boolean.getBoolean(RECORD_PROPERTY) && changes.breaking().isEmpty();
    if (isRecorded) {
      Files.write(BASELINE, now);
    } else if (!changes.isEmpty()) {
      fail(report(changes));
    }
    assertThat(Files.readAllLines(BASELINE)).as("the recorded order").isEqualTo(now);
  }

  private static String report(SchemaChanges changes) {
    return """
    The schema differs from its baseline, %s.

    BREAKING for peers of the recorded schema, and never recorded: add another element instead, \
    reserve the number and the name of what goes
      %s
    ADDITIVE, recorded by mvn -pl proto test -Dtest=SchemaBaselineTest -D%s=true
      %s
    """
        .formatted(BASELINE, lines(changes.breaking()), RECORD_PROPERTY, lines(changes.additive()));
  }

  private static String lines(List<String> changes) {
    return changes.isEmpty() ? "nothing" : String.join("\n  ", changes);
  }
}
