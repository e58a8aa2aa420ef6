package dev.muxwire.cli.command;

import dev.muxwire.cli.client.ServerSession;
import dev.muxwire.cli.client.TerminalSubscriber;
import dev.muxwire.client.TerminalEvent;
import java.io.ByteArrayOutputStream;

/**
 * Finds where the last lines of a terminal's output begin: backwards in pages, until enough line
 * breaks were seen. A page is all that is in memory.
 */
final class HistoryStart {
  private static final int FIRST_PAGE_BYTES = 64 << 10;
  private static final int LARGEST_PAGE_BYTES = 1 << 20;

  /** Reads the output in {@code [from, to)}; what is gone of it is left out. */
  interface Pages {
    byte[] read(long from, long to);
  }

  private HistoryStart() {}

  /** Reads them from a server. */
  static Pages of(ServerSession session, String terminalId) {
    return (from, to) -> {
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      TerminalSubscriber subscriber =
          new TerminalSubscriber(
              event -> {
                if (event instanceof TerminalEvent.Output output) {
                  page.writeBytes(output.data());
                }
                return true;
              });
      session
          .client()
          .fetchScrollback(session.workspace(), terminalId, from, to)
          .subscribe(subscriber);
      session.await("read the terminal's history", subscriber.ended());
      return page.toByteArray();
    };
  }

  /**
   * The offset from which on there are at most so many lines; an unfinished last one counts.
   *
   * @param retainedFrom the oldest byte there is
   * @param end after the last
   * @param lines 0 or more
   */
  static long ofLastLines(Pages pages, long retainedFrom, long end, long lines) {
    if (lines == 0) {
      return end;
    }
    long missing = lines;
    long to = end;
    int pageBytes = FIRST_PAGE_BYTES;
    while (to > retainedFrom) {
      long from = Math.max(retainedFrom, to - pageBytes);
      byte[] page = pages.read(from, to);
      for (int i = page.length - 1; i >= 0; i--) {
        long after = to - page.length + i + 1;
        // The break at the very end ends the last line; it begins none.
        if (page[i] == '\n' && after < end && --missing == 0) {
          return after;
        }
      }
      to = from;
      pageBytes = Math.min(LARGEST_PAGE_BYTES, 2 * pageBytes);
    }
    return retainedFrom;
  }
}
