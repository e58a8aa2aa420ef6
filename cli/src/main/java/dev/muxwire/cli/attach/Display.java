package dev.muxwire.cli.attach;

import dev.muxwire.cli.screen.OutputFilter;
import dev.muxwire.client.TerminalSize;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the user sees. Written to by the terminal's output, by notices and by the end of it all,
 * from three threads: one at a time.
 */
final class Display {
  private static final int BUFFER_BYTES = 64 << 10;

  /** A terminal whose user stopped it with Ctrl-S takes nothing: leaving must not wait for it. */
  private static final long PATIENCE_MS = 500;

  private final ReentrantLock lock = new ReentrantLock();
  private final OutputStream out;
  private final OutputFilter filter;
  private int noticeColumns;
  private boolean ended;

  Display(OutputStream terminal, AttachSettings settings) {
    out = new BufferedOutputStream(terminal, BUFFER_BYTES);
    filter = new OutputFilter(out);
    filter.allowClipboard(settings.allowClipboard());
    filter.allowTitleReports(settings.allowTitleReports());
  }

  /** Makes room: what was on the screen moves into the terminal's own history. */
  void begin(TerminalSize size) throws IOException {
    write("\n".repeat(size.rows()) + "\033[H\033[2J");
  }

  void setResponder(boolean responder) {
    lock.lock();
    try {
      filter.setResponder(responder);
    } finally {
      lock.unlock();
    }
  }

  /** Output of the program. */
  void output(byte[] data, boolean history) throws IOException {
    lock.lock();
    try {
      if (!ended) {
        filter.write(data, history);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A rendered screen, which is meant for an empty one. */
  void screen(byte[] data) throws IOException {
    lock.lock();
    try {
      write("\033[H\033[2J");
      output(data, true);
    } finally {
      lock.unlock();
    }
  }

  boolean inAlternateScreen() {
    lock.lock();
    try {
      return filter.modes().inAlternateScreen();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A short text in the corner, without moving the cursor; an empty one takes it away. Skipped in
   * the middle of a sequence, which it would break.
   */
  void notice(String text, TerminalSize size) throws IOException {
    lock.lock();
    try {
      int columns = Math.min(size.columns(), Math.max(text.length(), noticeColumns));
      if (ended || !filter.atGround() || columns == 0) {
        return;
      }
      String shown = text.substring(0, Math.min(text.length(), columns));
      String corner = "\033[1;" + (size.columns() - columns + 1) + "H";
      String blank = " ".repeat(columns - shown.length());
      String style = shown.isEmpty() ? "\033[0m" : "\033[0;7m";
      write("\0337" + corner + "\033[0m" + blank + style + shown + "\0338");
      noticeColumns = shown.length();
    } finally {
      lock.unlock();
    }
  }

  /** Switches off what the program left on; nothing is shown afterwards. */
  void end() {
    boolean locked = false;
    try {
      locked = lock.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (locked && !ended) {
        ended = true;
        out.write(filter.modes().reset());
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The terminal is gone: there is nothing to put right.
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
  }

  private void write(String text) throws IOException {
    lock.lock();
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } finally {
      lock.unlock();
    }
  }
}
