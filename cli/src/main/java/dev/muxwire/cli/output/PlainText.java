package dev.muxwire.cli.output;

/** Text from elsewhere, made safe to print: titles may hold anything, even escape sequences. */
public final class PlainText {
  private PlainText() {}

  /** The text with every control character replaced. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    text.chars().forEach(c -> plain.append(Character.isISOControl(c) ? '\uFFFD' : (char) c));
    return plain.toString();
  }

  /** The same, cut to at most so many characters. */
  public static String cut(String text, int longest) {
    String plain = of(text);
    return plain.length() <= longest ? plain : plain.substring(0, longest - 1) + "…";
  }
}
