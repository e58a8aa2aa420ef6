package dev.muxwire.samples;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Endless text as tools and agents print it: short lines, colours, some characters beyond ASCII.
 */
final class ColouredText {
  private static final List<String> MARKS = List.of("✓", "✗", "•", "→", "-", "$");

  private final SampleRandom random;
  private byte[] line = new byte[0];
  private int used;

  ColouredText(SampleRandom random) {
    this.random = random;
  }

  /** The next bytes of the text. */
  byte[] take(int count) {
    ByteArrayOutputStream taken = new ByteArrayOutputStream(count);
    while (taken.size() < count) {
      if (used == line.length) {
        line = line().getBytes(StandardCharsets.UTF_8);
        used = 0;
      }
      int part = Math.min(count - taken.size(), line.length - used);
      taken.writeBytes(Arrays.copyOfRange(line, used, used + part));
      used += part;
    }
    return taken.toByteArray();
  }

  private String line() {
    int roll = random.between(1, 100);
    if (roll <= 10) {
      return "\r\n";
    }
    String mark = coloured(random.between(31, 36), random.oneOf(MARKS));
    String path = coloured(90, random.oneOf(SampleWords.FILES) + ":" + random.between(1, 999));
    if (roll <= 60) {
      return mark + " " + path + "\r\n";
    }
    return mark + " " + SampleWords.title(random) + " " + path + "\r\n";
  }

  private static String coloured(int colour, String text) {
    return "\u001b[" + colour + "m" + text + "\u001b[0m";
  }
}
