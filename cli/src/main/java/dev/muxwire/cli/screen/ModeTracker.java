package dev.muxwire.cli.screen;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Remembers what a program switched on in the user's terminal, so that it can be switched off when
 * the user leaves in the middle of it.
 */
public final class ModeTracker {
  private static final Pattern PRIVATE_MODES = Pattern.compile("\033\\[\\?([0-9;]+)([hl])");
  private static final Pattern SCROLL_REGION = Pattern.compile("\033\\[([0-9;]*)r");
  private static final Pattern CURSOR_SHAPE = Pattern.compile("\033\\[([0-9]*) q");
  private static final Pattern KEYBOARD = Pattern.compile("\033\\[([<>])[0-9;]*u");
  private static final Pattern OTHER_KEYS = Pattern.compile("\033\\[>4(;[0-9]+)?m");

  private static final Set<Integer> ALTERNATE_SCREEN = Set.of(47, 1047, 1049);

  /** Modes that are on in a terminal that nobody touched: wrapping, and the visible cursor. */
  private static final Set<Integer> ON_AT_REST = Set.of(7, 25);

  /** Modes whose state differs from a terminal's at rest. */
  private final Set<Integer> changed = new TreeSet<>();

  private boolean scrollRegion;
  private boolean cursorShape;
  private boolean otherKeys;
  private boolean keypad;
  private int keyboardPushes;

  /** Looks at one escape sequence. */
  void observe(byte[] bytes, int length) {
    if (length == 2) {
      observeShort(bytes[1]);
      return;
    }
    switch (bytes[length - 1]) {
      case 'h', 'l' -> observe(PRIVATE_MODES, bytes, length, this::setModes);
      case 'r' -> observe(SCROLL_REGION, bytes, length, this::setScrollRegion);
      case 'q' -> observe(CURSOR_SHAPE, bytes, length, this::setCursorShape);
      case 'u' -> observe(KEYBOARD, bytes, length, this::setKeyboard);
      case 'm' -> observe(OTHER_KEYS, bytes, length, this::setOtherKeys);
      default -> {
        // Nothing that lasts.
      }
    }
  }

  private static void observe(
      Pattern pattern, byte[] bytes, int length, Consumer<Matcher> observer) {
    Matcher matcher = pattern.matcher(Sequences.latin(bytes, length));
    if (matcher.matches()) {
      observer.accept(matcher);
    }
  }

  private void observeShort(byte command) {
    switch (command) {
      case 'c' -> forget();
      case '=' -> keypad = true;
      case '>' -> keypad = false;
      default -> {
        // Nothing that lasts.
      }
    }
  }

  private void setScrollRegion(Matcher matched) {
    scrollRegion = !matched.group(1).isEmpty();
  }

  private void setCursorShape(Matcher matched) {
    String shape = matched.group(1);
    cursorShape = !shape.isEmpty() && !shape.equals("0");
  }

  private void setKeyboard(Matcher matched) {
    boolean push = matched.group(1).equals(">");
    keyboardPushes = push ? keyboardPushes + 1 : Math.max(0, keyboardPushes - 1);
  }

  private void setOtherKeys(Matcher matched) {
    String value = matched.group(1);
    otherKeys = value != null && !value.equals(";0");
  }

  private void setModes(Matcher matched) {
    boolean on = matched.group(2).equals("h");
    for (String number : matched.group(1).split(";")) {
      // More digits than any mode has: not ours to understand.
      if (number.isEmpty() || number.length() > 6) {
        continue;
      }
      int mode = Integer.parseInt(number);
      if (on == ON_AT_REST.contains(mode)) {
        changed.remove(mode);
      } else {
        changed.add(mode);
      }
    }
  }

  private void forget() {
    changed.clear();
    scrollRegion = false;
    cursorShape = false;
    otherKeys = false;
    keypad = false;
    keyboardPushes = 0;
  }

  /** Whether a full-screen program is on. */
  public boolean inAlternateScreen() {
    return changed.stream().anyMatch(ALTERNATE_SCREEN::contains);
  }

  /** The sequences that bring the terminal back to rest. */
  public byte[] reset() {
    StringBuilder reset = new StringBuilder();
    if (scrollRegion) {
      // Setting the region moves the cursor.
      reset.append("\0337\033[r\0338");
    }
    for (int mode : changed) {
      if (!ALTERNATE_SCREEN.contains(mode)) {
        reset.append("\033[?").append(mode).append(ON_AT_REST.contains(mode) ? 'h' : 'l');
      }
    }
    if (keyboardPushes > 0) {
      reset.append("\033[<").append(keyboardPushes).append('u');
    }
    reset.append(otherKeys ? "\033[>4m" : "").append(cursorShape ? "\033[0 q" : "");
    reset.append(keypad ? "\033>" : "");
    // Last, for it brings back the cursor and what was on the screen before.
    changed.stream()
        .filter(ALTERNATE_SCREEN::contains)
        .forEach(mode -> reset.append("\033[?").append(mode).append('l'));
    // Attributes and the line-drawing character set.
    reset.append("\033[0m\033(B");
    return reset.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
