package dev.muxwire.server.terminal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Ids of terminals as parts of logs' names. An id may hold any characters; a name may not. What may
 * stand in a name stands there as it is; all else is written in hexadecimal digits, behind a word
 * and a slash with which no id begins that stands as it is.
 */
final class LogSegments {
  private static final Pattern PLAIN = Pattern.compile("(?!hex/)[a-z0-9_.-]+(/[a-z0-9_.-]+)*");
  private static final String HEX = "hex/";
  private static final Pattern ENCODED = Pattern.compile(HEX + "(?:[0-9a-f]{2})+");

  private LogSegments() {}

  static String of(String id) {
    return PLAIN.matcher(id).matches()
        ? id
        : HEX + HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
  }

  /** The id whose part of a name it is. */
  static String id(String segment) {
    return ENCODED.matcher(segment).matches()
        ? new String(
            HexFormat.of().parseHex(segment.substring(HEX.length())), StandardCharsets.UTF_8)
        : segment;
  }
}
