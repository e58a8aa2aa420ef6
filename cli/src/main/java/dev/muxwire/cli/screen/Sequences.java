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
              + "|(?:1[1-9]|2[01])(?:;[0-9]*)*t|[0-9]*x)|\033Z");

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

  /** From ESC to its final byte, without a control character inside. */
  private static final Pattern WHOLE =
      Pattern.compile("\033(?:\\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~]|[0-OQ-WYZ\\\\`-~])");

  private Sequences() {}

  static boolean isWhole(byte[] bytes, int length) {
    return WHOLE.matcher(latin(bytes, length)).matches();
  }

  /** Whether the last part of a command string has its terminator, or breaks it off. */
  static boolean isEnded(byte[] bytes, int length) {
    return "\007\\\030\032".indexOf(bytes[length - 1]) >= 0;
  }

  static boolean isQuery(byte[] bytes, int length) {
    return QUERY.matcher(latin(bytes, length)).matches();
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
    return TITLE_REPORT.matcher(latin(bytes, length)).matches();
  }

  static boolean isReply(byte[] bytes, int length) {
    return REPLY.matcher(latin(bytes, length)).matches();
  }

  /** One character a byte. */
  static String latin(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
