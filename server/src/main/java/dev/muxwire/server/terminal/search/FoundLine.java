package dev.muxwire.server.terminal.search;

import java.util.List;

/**
 * A line that matches.
 *
 * @param offset of its first byte in the log
 * @param end after its last byte in the log, line feed included
 * @param text as seen; of a long line the part around its first match
 * @param matches at least one; those that lie in the text, the first of them if they are many
 * @param leftOutBefore characters of the line before the text
 * @param leftOutAfter characters of the line behind the text
 * @param continues the line is the rest of one that was cut, being too long
 * @param continued the line goes on in the next
 */
public record FoundLine(
    long offset,
    long end,
    String text,
    List<Span> matches,
    int leftOutBefore,
    int leftOutAfter,
    boolean continues,
    boolean continued)
    implements SearchItem {

  /** Characters [start, end) of the text: Unicode's code points. */
  public record Span(int start, int end) {}

  public FoundLine {
    matches = List.copyOf(matches);
  }
}
