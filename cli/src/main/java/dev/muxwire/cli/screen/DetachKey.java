package dev.muxwire.cli.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The key that leaves a terminal without ending it.
 *
 * @param label as the user writes it
 * @param encodings what terminals send for it; none = there is no detach key
 */
public record DetachKey(String label, List<byte[]> encodings) {
  public static final DetachKey DEFAULT = parse("ctrl-\\");

  /** Parses {@code ctrl-X}, {@code ^X} and {@code none}. */
  public static DetachKey parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("none")) {
      return new DetachKey("none", List.of());
    }
    String key =
        lower.startsWith("ctrl-") || lower.startsWith("ctrl+")
            ? lower.substring(5)
            : lower.startsWith("^") || lower.startsWith("c-")
                ? lower.substring(lower.startsWith("^") ? 1 : 2)
                : "";
    if (key.length() != 1 || !isControlKey(key.charAt(0))) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no key to detach with: use ctrl-a to ctrl-z, ctrl-\\, ctrl-], or none");
    }
    char character = key.charAt(0);
    return new DetachKey("Ctrl-" + Character.toUpperCase(character), encodings(character));
  }

  private static boolean isControlKey(char key) {
    return (key >= 'a' && key <= 'z') || "\\]^_@".indexOf(key) >= 0;
  }

  private static List<byte[]> encodings(char key) {
    List<byte[]> encodings = new ArrayList<>();
    encodings.add(new byte[] {(byte) (key & 0x1F)});
    // Programs can ask for unambiguous keys; the terminal then spells the same key out.
    encodings.add(ascii("\033[" + (int) key + ";5u"));
    encodings.add(ascii("\033[27;5;" + (int) key + "~"));
    return List.copyOf(encodings);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Where the key begins in what was typed, or -1. */
  public int find(byte[] typed, int length) {
    for (int position = 0; position < length; position++) {
      for (byte[] encoding : encodings) {
        if (startsWith(typed, position, length, encoding)) {
          return position;
        }
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] typed, int from, int length, byte[] encoding) {
    if (from + encoding.length > length) {
      return false;
    }
    for (int i = 0; i < encoding.length; i++) {
      if (typed[from + i] != encoding[i]) {
        return false;
      }
    }
    return true;
  }
}
