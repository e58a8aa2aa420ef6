package dev.muxwire.cli.output;

import dev.muxwire.cli.local.Environment;
import java.util.Locale;

/** When output is coloured: {@code --color}. */
public enum ColorMode {
  /** On a terminal, unless NO_COLOR is set or the terminal is a dumb one. */
  AUTO,
  /** Into pipes and files too. */
  ALWAYS,
  /** Not at all. */
  NEVER;

  /** Whether to colour what goes to a terminal, or not to one. */
  public boolean colors(boolean terminal, Environment environment) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal
              && environment.variable("NO_COLOR").isEmpty()
              && environment.variable("TERM").filter(name -> !name.equals("dumb")).isPresent();
    };
  }

  /** As the user writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
