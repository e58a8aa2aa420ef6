package dev.muxwire.cli.output;

/** The few ways in which text is set off, where colours are wanted. */
public enum Style {
  PLAIN(""),
  HEADING("1"),
  GOOD("32"),
  WARNING("33"),
  BAD("1;31"),
  FAINT("2");

  private final String attributes;

  Style(String attributes) {
    this.attributes = attributes;
  }

  /** The text, in escape sequences if it is to be coloured. */
  public String paint(String text, boolean colored) {
    return colored && !attributes.isEmpty() && !text.isEmpty()
        ? "\033[" + attributes + "m" + text + "\033[0m"
        : text;
  }
}
