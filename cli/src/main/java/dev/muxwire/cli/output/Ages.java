package dev.muxwire.cli.output;

import java.time.Duration;

/** How long ago something was, in the largest unit that fits. */
public final class Ages {
  private Ages() {}

  public static String since(long momentMs, long nowMs) {
    if (momentMs <= 0) {
      return "";
    }
    Duration age = Duration.ofMillis(Math.max(0, nowMs - momentMs));
    if (age.toDays() > 0) {
      return age.toDays() + "d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + "h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }
}
