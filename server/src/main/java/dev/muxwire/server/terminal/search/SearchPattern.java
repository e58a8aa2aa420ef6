package dev.muxwire.server.terminal.search;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for: a regular expression, matched in time linear in the text, or plain text.
 * For one search; not for two threads at once.
 *
 * <p>RE2/J judges, but few lines come before it: first bytes that every match must have are looked
 * for in many lines at once, or, where there are none, an automaton looks for lines that may match.
 */
public final class SearchPattern {
  /** The longest pattern, in UTF-8. */
  public static final int MAX_BYTES = 1_024;

  /** The largest compiled program; a character costs at most a step of each instruction. */
  public static final int MAX_INSTRUCTIONS = 2_000;

  /** Matches of a line that are told, at most. */
  static final int MAX_MATCHES = 64;

  private final @Nullable ByteFinder needed;

  /** Folding the case of what is needed leaves ASCII: K and ſ are k and s. */
  private final boolean neededMayFold;

  /** Null if what is needed is all there is. */
  private final @Nullable Pattern line;

  private final @Nullable LineFilter filter;

  private SearchPattern(
      @Nullable ByteFinder needed,
      boolean neededMayFold,
      @Nullable Pattern line,
      @Nullable LineFilter filter) {
    this.needed = needed;
    this.neededMayFold = neededMayFold;
    this.line = line;
    this.filter = filter;
  }

  /**
   * Understands a pattern.
   *
   * @throws ProtocolViolation LIMIT_EXCEEDED if it is too long; INVALID_ARGUMENT, with what is
   *     wrong and where
   */
  public static SearchPattern of(String pattern, boolean literal, boolean ignoreCase) {
    if (pattern.isEmpty()) {
      throw invalid("the pattern is empty; every line has that");
    }
    int bytes = pattern.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
          "the pattern has " + bytes + " bytes, at most " + MAX_BYTES,
          MAX_BYTES);
    }
    if (pattern.indexOf('\n') >= 0) {
      throw invalid("the pattern has a line feed, and a line has none; search for the parts");
    }
    if (literal && !ignoreCase) {
      return new SearchPattern(finder(pattern, false), false, null, null);
    }
    return expression(literal ? Pattern.quote(pattern) : pattern, ignoreCase);
  }

  private static SearchPattern expression(String pattern, boolean ignoreCase) {
    try {
      PatternScan scan = new PatternScan(pattern, ignoreCase, MAX_INSTRUCTIONS);
      refuseLarge(scan.size());
      Pattern line = Pattern.compile(pattern, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
      refuseLarge(line.programSize());
      String needed = scan.needed();
      return new SearchPattern(
          finder(needed, ignoreCase),
          ignoreCase && mayFold(needed),
          line,
          new LineFilter(scan.program()));
    } catch (BrokenPattern e) {
      throw invalid(notOne(String.valueOf(e.getMessage()), pattern, e.at()));
    } catch (PatternSyntaxException e) {
      String part = e.getPattern();
      int at = part == null || part.isEmpty() ? -1 : pattern.indexOf(part);
      String what = e.getDescription() + (at < 0 || part == null ? "" : " `" + part + "`");
      throw invalid(notOne(what, pattern, at));
    }
  }

  private static void refuseLarge(long instructions) {
    if (instructions > MAX_INSTRUCTIONS) {
      throw new ProtocolViolation(
          ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
          "the pattern repeats so much that it grows to about "
              + instructions
              + " steps, at most "
              + MAX_INSTRUCTIONS
              + "; repeat less, or with * or +",
          MAX_INSTRUCTIONS);
    }
  }

  private static String notOne(String what, String pattern, int at) {
    String where = at < 0 ? "" : ", at character " + (pattern.codePointCount(0, at) + 1);
    return "the pattern is no regular expression: " + what + where;
  }

  private static ProtocolViolation invalid(String message) {
    return new ProtocolViolation(ErrorCode.ERROR_CODE_INVALID_ARGUMENT, message);
  }

  private static @Nullable ByteFinder finder(String text, boolean ignoreCase) {
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    return text.isEmpty() || (ignoreCase && !ascii)
        ? null
        : new ByteFinder(text.getBytes(StandardCharsets.UTF_8), ignoreCase);
  }

  private static boolean mayFold(String text) {
    return text.chars().anyMatch(c -> "kKsS".indexOf(c) >= 0);
  }

  /** How much work a character may be. */
  int programSize() {
    return line == null ? 1 : line.programSize();
  }

  /** Finds the lines that match, in their order. */
  void find(TextBlock text, IntList found) {
    int at = mayMatch(text, 0);
    while (at >= 0) {
      int candidate = text.lineAt(at);
      if (line == null || matcher(line, textOf(text, candidate)).find()) {
        found.add(candidate);
      }
      at = mayMatch(text, text.textEnd(candidate) + 1);
    }
  }

  /** A place in the first line that may match, of those from one on; -1 if none does. */
  private int mayMatch(TextBlock text, int from) {
    byte[] bytes = text.bytes();
    int end = text.length();
    if (needed == null || (neededMayFold && !text.isAscii())) {
      return filter == null ? from : filter.find(bytes, from, end);
    }
    int at = needed.find(bytes, from, end);
    while (at >= 0 && filter != null) {
      int candidate = text.lineAt(at);
      int behind = text.textEnd(candidate) + 1;
      if (filter.find(bytes, text.textStart(candidate), behind) >= 0) {
        break;
      }
      at = needed.find(bytes, behind, end);
    }
    return at;
  }

  /** On bytes the library takes the middle of some characters for the beginning of the text. */
  private static Matcher matcher(Pattern line, byte[] bytes) {
    return isAscii(bytes)
        ? line.matcher(bytes)
        : line.matcher(new String(bytes, StandardCharsets.UTF_8));
  }

  private static boolean isAscii(byte[] bytes) {
    int high = 0;
    for (byte b : bytes) {
      high |= b;
    }
    return high >= 0;
  }

  private static byte[] textOf(TextBlock text, int line) {
    return Arrays.copyOfRange(text.bytes(), text.textStart(line), text.textEnd(line));
  }

  /** The place in its UTF-8 of a place in a text; in ASCII, null, it is the same. */
  private static int place(@Nullable String text, int at) {
    return text == null ? at : text.substring(0, at).getBytes(StandardCharsets.UTF_8).length;
  }

  /** The matches of one line, as pairs of places in its bytes. */
  void matches(byte[] bytes, IntList pairs) {
    pairs.clear();
    if (line == null && needed != null) {
      int at = needed.find(bytes, 0, bytes.length);
      while (at >= 0 && pairs.size() < 2 * MAX_MATCHES) {
        pairs.add(at);
        pairs.add(at + needed.length());
        at = needed.find(bytes, at + needed.length(), bytes.length);
      }
    } else if (line != null) {
      Matcher matcher = matcher(line, bytes);
      String text = isAscii(bytes) ? null : new String(bytes, StandardCharsets.UTF_8);
      while (pairs.size() < 2 * MAX_MATCHES && matcher.find()) {
        pairs.add(place(text, matcher.start()));
        pairs.add(place(text, matcher.end()));
      }
    }
  }
}
