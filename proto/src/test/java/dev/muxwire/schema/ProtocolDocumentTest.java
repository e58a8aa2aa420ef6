package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
  void everyErrorCode_isInTheDocument() throws IOException {
    String document = Files.readString(DOCUMENT);
    List<String> names =
        dev.muxwire.proto.v1.ErrorCode.getDescriptor().getValues().stream()
            .map(value -> value.getName().substring("ERROR_CODE_".length()))
            .filter(name -> !name.equals("UNSPECIFIED"))
            .toList();

    assertThat(names)
        .allSatisfy(name -> assertThat(document).containsPattern("\\| `" + name + "` \\|"));
  }
}
