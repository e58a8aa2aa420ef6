package dev.muxwire.server.terminal.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes what is told of a line that matches; a long line is told in part. */
final class Excerpts {
  /** In front of a match in a long line, this share of the text is what was before. */
  private static final int SHARE_BEFORE = 4;

  private final SearchPattern pattern;
  private final int maxBytes;
  private final IntList pairs = new IntList();

  /**
   * @param maxBytes of a line's text, in UTF-8
   */
  Excerpts(SearchPattern pattern, int maxBytes) {
    this.pattern = pattern;
    this.maxBytes = maxBytes;
  }

  FoundLine of(TextBlock text, int line, long base) {
    byte[] bytes = Arrays.copyOfRange(text.bytes(), text.textStart(line), text.textEnd(line));
    pattern.matches(bytes, pairs);
    int from = 0;
    int to = bytes.length;
    if (bytes.length > maxBytes) {
      int wanted = pairs.get(0) - maxBytes / SHARE_BEFORE;
      from = boundary(bytes, Math.max(0, Math.min(wanted, bytes.length - maxBytes)));
      to = boundary(bytes, Math.min(bytes.length, from + maxBytes));
    }
    return new FoundLine(
        base + text.rawStart(line),
        base + text.rawEnd(line),
        new String(bytes, from, to - from, StandardCharsets.UTF_8),
        spans(bytes, from, to),
        Utf8.count(bytes, 0, from),
        Utf8.count(bytes, to, bytes.length),
        text.has(line, TextBlock.CONTINUES),
        text.has(line, TextBlock.CONTINUED));
  }

  private List<FoundLine.Span> spans(byte[] bytes, int from, int to) {
    List<FoundLine.Span> spans = new ArrayList<>();
    int counted = from;
    int characters = 0;
    for (int i = 0; i < pairs.size() && (i == 0 || pairs.get(i) < to); i += 2) {
      int start = pairs.get(i);
      int end = Math.min(to, pairs.get(i + 1));
      int before = characters + Utf8.count(bytes, counted, start);
      int behind = before + Utf8.count(bytes, start, end);
      counted = end;
      characters = behind;
      spans.add(new FoundLine.Span(before, behind));
    }
    return spans;
  }

  private static int boundary(byte[] bytes, int at) {
    int back = at;
    while (back > 0 && back < bytes.length && Utf8.isContinuation(bytes[back])) {
      back--;
    }
    return back;
  }
}
