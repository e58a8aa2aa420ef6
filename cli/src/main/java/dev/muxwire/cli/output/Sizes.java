package dev.muxwire.cli.output;

import java.util.Locale;

/** Numbers of bytes for people, in the unit that leaves one to three digits before the point. */
public final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final int STEP = 1024;

  private Sizes() {}

  /** "0 B", "1.5 KiB", "64 MiB". */
  public static String of(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= STEP && unit < UNITS.length - 1) {
      amount /= STEP;
      unit++;
    }
    boolean whole = unit == 0 || amount >= 10 || amount == Math.rint(amount);
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
  }
}
