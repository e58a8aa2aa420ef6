package dev.muxwire.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A numbered requirement of the schema's comments. */
record Requirement(String id, String text) {
  private static final Path SCHEMA = Path.of("../proto/src/main/proto/muxwire/v1");
  private static final Path PROTOCOL = Path.of("../docs/PROTOCOL.md");
  private static final Pattern NUMBERED =
      Pattern.compile("\\[([A-Z]+-[0-9]+)] (.*?)(?=\\[[A-Z]+-[0-9]+] |$)", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("((?:^ *//.*\\n)+)", Pattern.MULTILINE);
  private static final Pattern HEADING = Pattern.compile("^## (.+)$", Pattern.MULTILINE);

  /** All of them, by id. */
  static Map<String, Requirement> all() throws IOException {
    Map<String, Requirement> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(SCHEMA)) {
      files.map(Requirement::read).forEach(text -> collect(text, all));
    }
    return all;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(String schema, Map<String, Requirement> all) {
    Matcher comment = COMMENT.matcher(schema);
    while (comment.find()) {
      Matcher numbered = NUMBERED.matcher(comment.group(1).replaceAll("(?m)^ *// ?", ""));
      while (numbered.find()) {
        all.put(numbered.group(1), new Requirement(numbered.group(1), numbered.group(2).strip()));
      }
    }
  }

  boolean isMust() {
    return text.contains("MUST");
  }

  /** Neither MUST nor SHOULD nor MAY is said: it defines, and its breach is a breach. */
  boolean isPlain() {
    return !isMust() && !text.contains("SHOULD") && !text.contains("MAY");
  }

  /** Sections of docs/PROTOCOL.md, as links name them. */
  static List<String> sections() throws IOException {
    return HEADING
        .matcher(Files.readString(PROTOCOL))
        .results()
        .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
        .map(heading -> "PROTOCOL#" + heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .toList();
  }
}
