package dev.muxwire.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README quotes the example as it stands in its source file. */
class ReadmeExampleTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/muxwire/example/SharedTerminalExample.java");
  private static final int CLASS_INDENT = 2;

  @Test
  void readme_quotesTheExample() throws IOException {
    assertThat(javaBlockOf(Files.readString(README))).isEqualTo(regionOf(Files.readString(SOURCE)));
  }

  private static String javaBlockOf(String readme) {
    return between(readme.lines().toList(), "```java", "```").stream()
        .collect(Collectors.joining("\n"));
  }

  private static String regionOf(String source) {
    return between(source.lines().toList(), "  // [region readme]", "  // [end]").stream()
        .map(line -> line.isEmpty() ? line : line.substring(CLASS_INDENT))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> between(List<String> lines, String first, String last) {
    int begin = lines.indexOf(first) + 1;
    assertThat(begin).as("the line '%s'", first).isPositive();
    int length = lines.subList(begin, lines.size()).indexOf(last);
    assertThat(length).as("the line '%s'", last).isPositive();
    return lines.subList(begin, begin + length);
  }
}
