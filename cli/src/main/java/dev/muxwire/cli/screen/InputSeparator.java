package dev.muxwire.cli.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells what the user typed from what the user's terminal answered by itself: both come through the
 * same wire, but an answer must not count as typing.
 */
public final class InputSeparator {
  /**
   * A stretch of input.
   *
   * @param typed false: an answer to a query, or a focus report
   */
  public record Part(byte[] bytes, boolean typed) {}

  private final List<Part> parts = new ArrayList<>();
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
  private final ByteArrayOutputStream string = new ByteArrayOutputStream();
  private final EscapeScanner scanner = new EscapeScanner(new Sorter());

  /** Separates what one read brought; all of it comes out, in order. */
  public List<Part> separate(byte[] bytes, int length) {
    try {
      scanner.accept(bytes, 0, length);
      // A lone ESC is a key: it cannot wait for what may never follow.
      scanner.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be read", e);
    }
    endTyped();
    List<Part> result = List.copyOf(parts);
    parts.clear();
    return result;
  }

  private void endTyped() {
    if (typed.size() > 0) {
      parts.add(new Part(typed.toByteArray(), true));
      typed.reset();
    }
  }

  private final class Sorter implements EscapeScanner.Handler {
    @Override
    public void text(byte[] bytes, int from, int length) {
      typed.write(bytes, from, length);
    }

    @Override
    public void control(byte control) {
      typed.write(control);
    }

    @Override
    public void sequence(byte[] bytes, int length) {
      if (Sequences.isReply(bytes, length)) {
        addReply(Arrays.copyOf(bytes, length));
      } else {
        typed.write(bytes, 0, length);
      }
    }

    @Override
    public void string(byte[] bytes, int length, boolean first, boolean last) {
      // No key sends a command string, except Alt with its first letter, which then ends here.
      string.write(bytes, 0, length);
      if (!last) {
        return;
      }
      byte[] whole = string.toByteArray();
      string.reset();
      byte end = whole[whole.length - 1];
      if (whole.length > 2 && (end == '\\' || end == 0x07)) {
        addReply(whole);
      } else {
        typed.write(whole, 0, whole.length);
      }
    }

    private void addReply(byte[] bytes) {
      endTyped();
      parts.add(new Part(bytes, false));
    }
  }
}
