package dev.muxwire.server.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One Markdown table of a document: its rows by their first cell. */
final class DocumentTable {
  private final Map<String, List<String>> rows;

  private DocumentTable(Map<String, List<String>> rows) {
    this.rows = rows;
  }

  /**
   * Reads the first table below a heading; backticks are left out.
   *
   * @param heading as it stands in the document: "## Limits"
   */
  static DocumentTable under(String document, String heading) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", document));
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : lines.subList(lines.indexOf(heading) + 1, lines.size())) {
      if (line.startsWith("|")) {
        List<String> cells = cells(line);
        rows.put(cells.get(0), cells);
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    rows.remove("---");
    return new DocumentTable(rows);
  }

  /** The first cells of the rows below the header. */
  Set<String> names() {
    return rows.keySet().stream().skip(1).collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a row says in its second cell. */
  String value(String name) {
    List<String> cells = rows.get(name);
    if (cells == null) {
      throw new AssertionError("the table has no row for " + name);
    }
    return cells.get(1);
  }

  private static List<String> cells(String line) {
    String inner = line.substring(1, line.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|")).map(cell -> cell.replace("`", "").strip()).toList();
  }

  /** A number as the documents write it: bytes in the largest unit that divides them. */
  static String written(String name, long value) {
    boolean bytes = name.toLowerCase(Locale.ROOT).endsWith("bytes");
    if (bytes && value % (1 << 20) == 0) {
      return (value >> 20) + " MiB";
    }
    if (bytes && value % 1024 == 0) {
      return (value >> 10) + " KiB";
    }
    return "%,d".formatted(value);
  }
}
