package dev.muxwire.client;

import java.util.List;

/** What comes of a search, in the order of the lines that it passes. */
public sealed interface SearchEvent {

  /**
   * A line that matches, as it was seen: without escape sequences, and as it stood last where it
   * was written over.
   *
   * @param offset of its first byte in the output
   * @param end after its last byte in the output, its line break included
   * @param line the line; of one longer than 16 KiB or half a packet the part around its first
   *     match
   * @param matches where, at least one; of very many the first 64
   * @param leftOutBefore characters of the line before {@code line}
   * @param leftOutAfter characters of the line behind {@code line}
   * @param continuesLine it is the rest of a line that was too long, and was cut
   * @param cut it was cut, and goes on at {@code end}
   */
  record Match(
      long offset,
      long end,
      String line,
      List<Span> matches,
      int leftOutBefore,
      int leftOutAfter,
      boolean continuesLine,
      boolean cut)
      implements SearchEvent {
    /** A part of the line: indices of the String. */
    public record Span(int start, int end) {}

    public Match {
      matches = List.copyOf(matches);
    }
  }

  /** Bytes [from, to) that could not be searched. */
  record Skipped(long from, long to, TerminalEvent.Skipped.Reason reason) implements SearchEvent {}

  /**
   * The search goes on, and has found nothing for half a second or more.
   *
   * @param nextOffset all has been searched up to there, in the search's direction
   * @param searchedBytes of output, since the search began
   */
  record Progress(long nextOffset, long searchedBytes) implements SearchEvent {}

  /**
   * The last event of a search that was not cancelled and did not fail.
   *
   * @param nextOffset where a search for more would begin
   * @param limitReached as many lines as asked for were found; there may be more
   * @param lines that were found
   * @param searchedBytes of output
   */
  record Done(long nextOffset, boolean limitReached, long lines, long searchedBytes)
      implements SearchEvent {}
}
