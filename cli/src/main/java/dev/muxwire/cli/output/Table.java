package dev.muxwire.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Columns for people: as wide as their widest cell, two spaces between. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final Map<Integer, Function<String, Style>> styles = new HashMap<>();

  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  public Table row(String... cells) {
    rows.add(Arrays.stream(cells).map(PlainText::of).toList());
    return this;
  }

  /** Sets the cells of a column off, each by what it says. */
  public Table style(int column, Function<String, Style> ofCell) {
    styles.put(column, ofCell);
    return this;
  }

  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Without colours. */
  public List<String> lines() {
    return lines(false);
  }

  public List<String> lines(boolean colored) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      lines.add(line(row, widths, colored));
    }
    return lines;
  }

  private String line(int row, int[] widths, boolean colored) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = rows.get(row).get(column);
      Style style = row == 0 ? Style.HEADING : styleOf(column, cell);
      line.append(style.paint(cell, colored));
      line.append(" ".repeat(widths[column] - length(cell) + 2));
    }
    return line.toString().stripTrailing();
  }

  private Style styleOf(int column, String cell) {
    return styles.getOrDefault(column, any -> Style.PLAIN).apply(cell);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
