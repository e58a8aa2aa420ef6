package dev.muxwire.server.terminal.search;

/**
 * One escape sequence: ESC and a letter, CSI, or a string (OSC, DCS, APC, PM, SOS) up to its end;
 * the eight-bit controls in their UTF-8 form too. A byte above 0x7f alone is never one: in UTF-8 it
 * is no character.
 */
final class EscapeSequence {
  private static final int ESCAPE = 0x1b;
  private static final int BELL = 0x07;
  private static final int CANCEL = 0x18;
  private static final int SUBSTITUTE = 0x1a;

  /** In front of every eight-bit control in UTF-8. */
  static final byte C1_LEAD = (byte) 0xc2;

  private static final int MAX_PARAMETER = 9_999;

  /** What became of it. */
  enum Kind {
    /** ESC and what follows; {@link #finalByte} is the last. */
    ESCAPE,
    /** CSI; with parameters. */
    CONTROL,
    /** A string, which shows nothing; or a sequence that was broken off. */
    NOTHING
  }

  private Kind kind = Kind.NOTHING;
  private int end;
  private int finalByte;
  private boolean isPrivate;
  private int first;
  private boolean hasFirst;

  Kind kind() {
    return kind;
  }

  /** After its last byte. */
  int end() {
    return end;
  }

  int finalByte() {
    return finalByte;
  }

  /** With one of {@code <=>?} in front of the parameters. */
  boolean isPrivate() {
    return isPrivate;
  }

  /** The first parameter; what stands for none given. */
  int first(int absent) {
    return hasFirst ? first : absent;
  }

  /**
   * The place behind the sequence at a place, if it is one that says how text looks, as most do; -1
   * if it is another one.
   */
  static int endOfLook(byte[] bytes, int at, int to) {
    if (at + 2 >= to || bytes[at] != ESCAPE || bytes[at + 1] != '[') {
      return -1;
    }
    int i = at + 2;
    while (i < to && bytes[i] >= '0' && bytes[i] <= ';') {
      i++;
    }
    return i < to && bytes[i] == 'm' ? i + 1 : -1;
  }

  /** Does an eight-bit control stand there, in UTF-8? */
  static boolean isC1(byte[] bytes, int at, int to) {
    return bytes[at] == C1_LEAD && at + 1 < to && (bytes[at + 1] & 0xe0) == 0x80;
  }

  /**
   * Reads the sequence that begins at a place with ESC or an eight-bit control; false if it does
   * not end before {@code to}, and then it is all that is left.
   */
  boolean parse(byte[] bytes, int at, int to) {
    kind = Kind.NOTHING;
    finalByte = 0;
    isPrivate = false;
    first = 0;
    hasFirst = false;
    if (bytes[at] == C1_LEAD) {
      return introduced(bytes, at + 2, to, (bytes[at + 1] & 0xff) - 0x40);
    }
    int i = at + 1;
    while (i < to && bytes[i] >= 0x20 && bytes[i] <= 0x2f) {
      i++; // which character set, and the like
    }
    if (i >= to) {
      return unfinished(to);
    }
    byte b = bytes[i];
    if (b < 0x20 || b == 0x7f) { // no sequence, or the beginning of another
      end = i;
      return true;
    }
    if (i > at + 1) {
      return done(Kind.NOTHING, b, i + 1);
    }
    return introduced(bytes, i + 1, to, b);
  }

  private boolean introduced(byte[] bytes, int from, int to, int introducer) {
    return switch (introducer) {
      case '[' -> control(bytes, from, to);
      case ']' -> string(bytes, from, to, true);
      case 'P', 'X', '^', '_' -> string(bytes, from, to, false);
      default -> done(Kind.ESCAPE, introducer, from);
    };
  }

  private boolean control(byte[] bytes, int from, int to) {
    boolean inFirst = true;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b >= 0x40 && b <= 0x7e) {
        return done(Kind.CONTROL, b, i + 1);
      }
      if (b >= '0' && b <= '9') {
        if (inFirst) {
          first = Math.min(MAX_PARAMETER, first * 10 + b - '0');
          hasFirst = true;
        }
      } else if (b >= '<' && b <= '?') {
        isPrivate = true;
      } else if (b == ESCAPE || b < 0) {
        return done(Kind.NOTHING, 0, i);
      } else if (b == CANCEL || b == SUBSTITUTE) {
        return done(Kind.NOTHING, 0, i + 1);
      } else {
        inFirst = false;
      }
    }
    return unfinished(to);
  }

  private boolean string(byte[] bytes, int from, int to, boolean bellEnds) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == CANCEL || b == SUBSTITUTE || (bellEnds && b == BELL)) {
        return done(Kind.NOTHING, 0, i + 1);
      }
      if (b == ESCAPE) {
        if (i + 1 >= to) {
          return unfinished(to);
        }
        return done(Kind.NOTHING, 0, bytes[i + 1] == '\\' ? i + 2 : i);
      }
      if (b == C1_LEAD && i + 1 < to && (bytes[i + 1] & 0xff) == 0x9c) {
        return done(Kind.NOTHING, 0, i + 2);
      }
    }
    return unfinished(to);
  }

  private boolean done(Kind newKind, int newFinalByte, int newEnd) {
    kind = newKind;
    finalByte = newFinalByte;
    end = newEnd;
    return true;
  }

  private boolean unfinished(int to) {
    kind = Kind.NOTHING;
    end = to;
    return false;
  }

  /** Does it move the cursor to another row? What follows is another line then. */
  boolean leavesRow() {
    return switch (kind) {
      case NOTHING -> false;
      case ESCAPE ->
          finalByte == 'D'
              || finalByte == 'E'
              || finalByte == 'M'
              || finalByte == 'c'
              || finalByte == '8';
      case CONTROL -> isPrivate ? switchesScreen() : movesRow();
    };
  }

  private boolean switchesScreen() {
    return (finalByte == 'h' || finalByte == 'l')
        && (first == 47 || first == 1047 || first == 1049);
  }

  private boolean movesRow() {
    return switch (finalByte) {
      case 'A', 'B', 'E', 'F', 'H', 'L', 'M', 'd', 'e', 'f', 'r' -> true;
      case 'J' -> first >= 2;
      case 'u' -> !hasFirst;
      default -> false;
    };
  }

  /** Does it change what stands in the row, or where the next character goes? */
  boolean edits() {
    if (kind != Kind.CONTROL || isPrivate) {
      return false;
    }
    return switch (finalByte) {
      case '@', 'C', 'D', 'G', 'P', 'X', 'Z', '`', 'a', 'b' -> true;
      case 'J', 'K' -> first != 0; // at the end of a line there is nothing to erase behind it
      default -> false;
    };
  }
}
