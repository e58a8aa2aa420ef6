package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.muxwire.proto.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/PROTOCOL.md speaks of every requirement and every error of the schema, and of no others. */
class ProtocolDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "PROTOCOL.md");

  @Test
  void everyRequirement_isInTheDocument_andNoOther() throws IOException {
    Set<String> defined = new TreeSet<>();
    for (String path : SchemaFiles.paths()) {
      defined.addAll(SchemaFiles.requirements(String.join("\n", SchemaFiles.lines(path))));
    }
    Set<String> told = new TreeSet<>(SchemaFiles.requirements(Files.readString(DOCUMENT)));

    assertThat(told).isEqualTo(defined);
  }

  @Test
  void errorCodes_areInTheDocument_withTheirNumbers_andNoOthers() throws IOException {
    Map<String, Integer> defined = new TreeMap<>();
    for (EnumValueDescriptor value : ErrorCode.getDescriptor().getValues()) {
      defined.put(value.getName().substring("ERROR_CODE_".length()), value.getNumber());
    }
    defined.remove("UNSPECIFIED");
    Map<String, Integer> told = new TreeMap<>();
    Pattern.compile("^\\| `([A-Z_]+)` \\| ([0-9]+) \\|", Pattern.MULTILINE)
        .matcher(Files.readString(DOCUMENT))
        .results()
        .forEach(row -> told.put(row.group(1), Integer.valueOf(row.group(2))));

    assertThat(told).isEqualTo(defined);
  }
}
