package dev.muxwire.server.log;

import java.util.regex.Pattern;

/** What a log may be called; the same for every engine. */
public final class LogNames {
  /** A name's greatest length; all characters are ASCII. */
  public static final int MAX_NAME_BYTES = 240;

  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]+(/[a-z0-9_.-]+)*");

  private LogNames() {}

  /** Returns the name, or throws IllegalArgumentException. */
  public static String requireValid(String name) {
    if (name.length() > MAX_NAME_BYTES || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a log's name is segments of a-z, 0-9, '-', '_', '.' joined by '/', at most "
              + MAX_NAME_BYTES
              + " bytes; got \""
              + name.substring(0, Math.min(name.length(), MAX_NAME_BYTES))
              + "\"");
    }
    return name;
  }
}
