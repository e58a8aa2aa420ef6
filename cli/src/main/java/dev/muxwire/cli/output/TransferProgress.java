package dev.muxwire.cli.output;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far a long transfer is: one line on stderr that is written over, only where a person sees it
 * and nothing else tells, and only if it takes more than a moment.
 */
public final class TransferProgress {
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final double MEBIBYTE = 1 << 20;

  private final PrintStream err;
  private final boolean wanted;
  private final LongSupplier nanos;
  private long dueNanos;
  private long bytes;
  private boolean shown;

  TransferProgress(PrintStream err, boolean wanted, LongSupplier nanos) {
    this.err = err;
    this.wanted = wanted;
    this.nanos = nanos;
    this.dueNanos = nanos.getAsLong() + QUIET_NANOS;
  }

  /** One that is silent unless stderr is a terminal and stdout is none. */
  public static TransferProgress on(Console console) {
    boolean wanted = console.errIsTerminal() && !console.outIsTerminal();
    return new TransferProgress(console.err(), wanted, System::nanoTime);
  }

  /** So many more bytes were written. */
  public void add(int count) {
    bytes += count;
    long now = nanos.getAsLong();
    if (wanted && now - dueNanos >= 0) {
      dueNanos = now + BETWEEN_NANOS;
      shown = true;
      err.print(String.format(Locale.ROOT, "\r%.1f MiB ...\033[K", bytes / MEBIBYTE));
      err.flush();
    }
  }

  /** Takes the line away; more than once does no harm. */
  public void end() {
    if (shown) {
      shown = false;
      err.print("\r\033[K");
      err.flush();
    }
  }
}
