package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The schema is as it was last recorded. A change fails here until it is recorded, with what it
 * means for old peers; so no change is made by accident. Version 1 may still break with reason:
 * that a recorded change is additive is told, not demanded.
 */
class SchemaBaselineTest {
  private static final Path BASELINE = Path.of("src/test/resources/schema-baseline.txt");

  /** Set to true to write the baseline anew; CONTRIBUTING.md has the command. */
  private static final String RECORD_PROPERTY = "muxwire.schema.record";

  @Test
  void schema_isAsRecorded() throws IOException {
    List<String> now = SchemaListing.of(SchemaFiles.descriptors());
    if (Boolean.getBoolean(RECORD_PROPERTY)) {
      Files.write(BASELINE, now);
    }
    SchemaChanges changes = SchemaChanges.between(Files.readAllLines(BASELINE), now);
    if (!changes.isEmpty()) {
      fail(report(changes));
    }
    assertThat(Files.readAllLines(BASELINE)).as("the recorded order").isEqualTo(now);
  }

  private static String report(SchemaChanges changes) {
    return """
    The schema differs from its baseline, %s.

    BREAKING for peers of the recorded schema:
      %s
    ADDITIVE:
      %s

    If that is meant, record it: \
    mvn -pl proto test -Dtest=SchemaBaselineTest -D%s=true
    """
        .formatted(BASELINE, lines(changes.breaking()), lines(changes.additive()), RECORD_PROPERTY);
  }

  private static String lines(List<String> changes) {
    return changes.isEmpty() ? "nothing" : String.join("\n  ", changes);
  }
}
