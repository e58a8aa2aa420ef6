package dev.muxwire.cli.output;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells on stderr how far long work has come. On a terminal it is one line that changes; elsewhere,
 * for who asked for it, a line every few seconds.
 */
public final class Progress {
  private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINES_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Console console;
  private final boolean wanted;
  private final String what;
  private final long total;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long toldNanos;
  private long done;
  private int shownCharacters;

  /**
   * Begins; tells nothing yet.
   *
   * @param wanted by the user, even where stderr is no terminal
   * @param what the units counted: "entities"
   * @param total how many there are
   */
  public Progress(
      Console console, boolean wanted, String what, long total, LongSupplier nanoClock) {
    this.console = console;
    this.wanted = wanted || console.errIsTerminal();
    this.what = what;
    this.total = total;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.toldNanos = startNanos;
  }

  /** So many more are done. */
  public void advance(long more) {
    done += more;
    long interval = console.errIsTerminal() ? TERMINAL_NANOS : LINES_NANOS;
    if (wanted && nanoClock.getAsLong() - toldNanos >= interval) {
      tell();
    }
  }

  /** Tells the end, of work that took long enough to be told of at all. */
  public void end() {
    if (toldNanos != startNanos) {
      tell();
    }
    if (shownCharacters > 0) {
      console.err().println();
      shownCharacters = 0;
    }
  }

  private void tell() {
    toldNanos = nanoClock.getAsLong();
    String text = text();
    if (console.errIsTerminal()) {
      String blank = " ".repeat(Math.max(0, shownCharacters - text.length()));
      console.err().print("\r" + text + blank);
      console.err().flush();
      shownCharacters = text.length();
    } else {
      console.tellPlain(text);
    }
  }

  private String text() {
    double seconds = (toldNanos - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    long percent = total == 0 ? 100 : Math.min(100, done * 100 / total);
    return String.format(
        Locale.ROOT, "%3d %%  %,d of %,d %s, %,.0f/s", percent, done, total, what, done / seconds);
  }
}
