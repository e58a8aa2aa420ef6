package dev.muxwire.cli.attach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The word in the corner: what is worth knowing now, the most important of it. Told by the
 * connection's, the keyboard's and the output's threads.
 */
final class Notices {
  /** What there may be to say, the most important first. */
  enum Kind {
    CONNECTION,
    HOST,
    INPUT,
    READ_ONLY
  }

  private final Display display;
  private final UserTerminal user;
  private final Map<Kind, String> texts = new EnumMap<>(Kind.class);
  private String shown = "";

  Notices(Display display, UserTerminal user) {
    this.display = display;
    this.user = user;
  }

  /** Says something until it is {@link #clear}ed. */
  synchronized void say(Kind kind, String text) {
    texts.put(kind, " muxwire: " + text + " ");
    show();
  }

  /** Returns whether there was something. */
  synchronized boolean clear(Kind kind) {
    boolean said = texts.remove(kind) != null;
    if (said) {
      show();
    }
    return said;
  }

  private void show() {
    String text = texts.values().stream().findFirst().orElse("");
    if (text.equals(shown)) {
      return;
    }
    shown = text;
    try {
      display.notice(text, user.size());
    } catch (IOException e) {
      throw new UncheckedIOException("the user's terminal is gone", e);
    }
  }
}
