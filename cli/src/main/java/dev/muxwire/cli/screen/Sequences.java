package dev.muxwire.cli.screen;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What kinds of escape sequences mean, as far as a client has to tell them apart. */
final class Sequences {
  /**
   * Requests that a terminal answers: device attributes, status and cursor position, modes,
   * version, keyboard flags, window reports.
   */
  private static final Pattern QUERY =
      Pattern.compile(
          "\033\\[(?:[>=?]?[0-9;]*c|\\??[0-9;]*n|\\??[0-9;]*\\$p|>[0-9]*q|\\?u"
              + "|(?:1[1-9]|2[01])(?:;[0-9]*)*t|[0-9]*x)");

  /** Of those; most sequences end otherwise, and there are many of them. */
  private static final String QUERY_ENDS = "cnpqutx";

  /** Requests in command strings: colours (a question mark as value), settings, capabilities. */
  private static final Pattern STRING_QUERY =
      Pattern.compile(
          "\033\\](?:4|5|1[0-9]|7[0-9]{1,2}|21)(?:;[^;]*)*;?\\?.*|\033P(?:\\$q|\\+q).*",
          Pattern.DOTALL);

  /** OSC 52: writes the clipboard, or asks for it. */
  private static final Pattern CLIPBOARD = Pattern.compile("\033\\]0*52;.*", Pattern.DOTALL);

  /** OSC 52 that asks. */
  private static final Pattern CLIPBOARD_QUERY =
      Pattern.compile("\033\\]0*52;[^;]*;\\?.*", Pattern.DOTALL);

  /** Asks for the title: whoever set it would then be typing. */
  private static final Pattern TITLE_REPORT = Pattern.compile("\033\\[0*2[01](?:;[0-9]*)*t");

  /** What a terminal answers; focus reports too, which nobody typed either. */
  private static final Pattern REPLY =
      Pattern.compile(
          "\033\\[(?:[?>=][0-9;]*c|[0-9;]*n|\\?[0-9;]*[nRu]|[0-9]+;[0-9]+R|\\??[0-9;]*\\$y"
              + "|[0-9;]+t|[IO])");

  /** The second byte of sequences that do not end with it. */
  private static final String INTRODUCERS = "[]P^_X";

  private Sequences() {}

  /** From ESC to its final byte, without a control character inside. */
  static boolean isWhole(byte[] bytes, int length) {
    int last = length - 1;
    if (last < 1 || bytes[last] < '0' || bytes[last] > '~') {
      return false;
    }
    if (bytes[1] == '[') {
      int parameters = endOf(bytes, 2, last, '0', '?');
      return last > 1 && bytes[last] >= '@' && endOf(bytes, parameters, last, ' ', '/') == last;
    }
    return last == 1 ? INTRODUCERS.indexOf(bytes[1]) < 0 : endOf(bytes, 1, last, ' ', '/') == last;
  }

  /** Where a run of bytes of a range ends, {@code to} at the latest. */
  private static int endOf(byte[] bytes, int from, int to, char lowest, char highest) {
    int end = from;
    while (end < to && bytes[end] >= lowest && bytes[end] <= highest) {
      end++;
    }
    return end;
  }

  /** Whether the last part of a command string has its terminator, or breaks it off. */
  static boolean isEnded(byte[] bytes, int length) {
    return "\007\\\030\032".indexOf(bytes[length - 1]) >= 0;
  }

  static boolean isQuery(byte[] bytes, int length) {
    byte last = bytes[length - 1];
    if (length == 2) {
      return last == 'Z';
    }
    return QUERY_ENDS.indexOf(last) >= 0 && QUERY.matcher(latin(bytes, length)).matches();
  }

  static boolean isStringQuery(byte[] bytes, int length) {
    return STRING_QUERY.matcher(latin(bytes, length)).matches();
  }

  static boolean isClipboard(byte[] bytes, int length) {
    return CLIPBOARD.matcher(latin(bytes, length)).matches();
  }

  static boolean isClipboardQuery(byte[] bytes, int length) {
    return CLIPBOARD_QUERY.matcher(latin(bytes, length)).matches();
  }

  static boolean isTitleReport(byte[] bytes, int length) {
    return bytes[length - 1] == 't' && TITLE_REPORT.matcher(latin(bytes, length)).matches();
  }

  static boolean isReply(byte[] bytes, int length) {
    return REPLY.matcher(latin(bytes, length)).matches();
  }

  /** One character a byte. */
  static String latin(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
