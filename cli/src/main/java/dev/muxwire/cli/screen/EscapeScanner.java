package dev.muxwire.cli.screen;

import java.io.IOException;

/**
 * Cuts a terminal's bytes into text, control characters and whole escape sequences, wherever the
 * chunks that they come in happen to end. Every byte is handed on exactly once, in order.
 *
 * <pre>
 *   GROUND ──ESC──▶ ESCAPE ──[──▶ CSI ──final──▶ GROUND
 *                     │ ├──] P X ^ _──▶ STRING ──BEL or ESC \──▶ GROUND
 *                     │ └──0x20-0x2F──▶ ESCAPE ──▶ …
 *                     └──final──▶ GROUND
 * </pre>
 *
 * A command string (OSC, DCS and the like) may be of any length: it is handed on in parts, so that
 * the buffer is bounded. Bytes above 0x7F are text: terminals of today speak UTF-8.
 */
public final class EscapeScanner {
  /** The longest part of a command string, and the longest other sequence. */
  static final int BUFFER_BYTES = 4096;

  private static final byte ESC = 0x1B;
  private static final byte BEL = 0x07;
  private static final byte CANCEL = 0x18;
  private static final byte SUBSTITUTE = 0x1A;

  private enum State {
    GROUND,
    ESCAPE,
    CSI,
    STRING,
    STRING_ESCAPE
  }

  /** Told what the bytes are. Arrays are the scanner's own: to be read at once, not kept. */
  public interface Handler {
    /** Printable bytes, UTF-8. */
    void text(byte[] bytes, int from, int length) throws IOException;

    /** A control character that is no part of a sequence. */
    void control(byte control) throws IOException;

    /** A sequence that begins with ESC, strings excepted. */
    void sequence(byte[] bytes, int length) throws IOException;

    /** A part of a command string, its introducer in the first part, its terminator in the last. */
    void string(byte[] bytes, int length, boolean first, boolean last) throws IOException;
  }

  private final Handler handler;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int length;
  private boolean firstPart = true;
  private State state = State.GROUND;

  public EscapeScanner(Handler handler) {
    this.handler = handler;
  }

  /** True where nothing is half done: between sequences. */
  public boolean atGround() {
    return state == State.GROUND;
  }

  public void accept(byte[] bytes) throws IOException {
    accept(bytes, 0, bytes.length);
  }

  public void accept(byte[] bytes, int from, int to) throws IOException {
    int position = from;
    while (position < to) {
      if (state == State.GROUND) {
        int end = endOfText(bytes, position, to);
        if (end > position) {
          handler.text(bytes, position, end - position);
          position = end;
          continue;
        }
      }
      step(bytes[position++]);
    }
  }

  /** Hands on what is half done, as it is; for input, where a lone ESC is a key. */
  public void flush() throws IOException {
    if (length > 0) {
      if (state == State.STRING || state == State.STRING_ESCAPE) {
        emitString(true);
      } else {
        emitSequence();
      }
    }
    state = State.GROUND;
  }

  private static int endOfText(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && !isControl(bytes[end])) {
      end++;
    }
    return end;
  }

  private static boolean isControl(byte value) {
    return (value >= 0 && value < 0x20) || value == 0x7F;
  }

  private void step(byte value) throws IOException {
    switch (state) {
      case GROUND -> ground(value);
      case ESCAPE -> escape(value);
      case CSI -> csi(value);
      case STRING -> string(value);
      case STRING_ESCAPE -> stringEscape(value);
    }
  }

  private void ground(byte value) throws IOException {
    if (value == ESC) {
      append(value);
      state = State.ESCAPE;
    } else {
      handler.control(value);
    }
  }

  private void escape(byte value) throws IOException {
    if (endsEarly(value)) {
      return;
    }
    append(value);
    boolean introducer = length == 2;
    if (introducer && value == '[') {
      state = State.CSI;
    } else if (introducer && "]PX^_".indexOf(value) >= 0) {
      state = State.STRING;
      firstPart = true;
    } else if (value < 0x20 || value > 0x2F || length == buffer.length) {
      emitSequence();
      state = State.GROUND;
    }
  }

  private void csi(byte value) throws IOException {
    if (endsEarly(value)) {
      return;
    }
    append(value);
    // Control characters may stand inside; the terminal knows what to do with them.
    if ((value >= 0x40 && value <= 0x7E) || length == buffer.length) {
      emitSequence();
      state = State.GROUND;
    }
  }

  /** A new ESC begins anew; CAN and SUB break a sequence off. */
  private boolean endsEarly(byte value) throws IOException {
    if (value == ESC) {
      emitSequence();
      append(value);
      state = State.ESCAPE;
      return true;
    }
    if (value == CANCEL || value == SUBSTITUTE) {
      append(value);
      emitSequence();
      state = State.GROUND;
      return true;
    }
    return false;
  }

  private void string(byte value) throws IOException {
    if (length == buffer.length) {
      emitString(false);
    }
    append(value);
    if (value == ESC) {
      state = State.STRING_ESCAPE;
    } else if (value == BEL || value == CANCEL || value == SUBSTITUTE) {
      emitString(true);
      state = State.GROUND;
    }
  }

  private void stringEscape(byte value) throws IOException {
    if (value == '\\') {
      if (length == buffer.length) {
        emitString(false);
      }
      append(value);
      emitString(true);
      state = State.GROUND;
      return;
    }
    // The ESC belongs to what follows, and the string was never ended.
    length--;
    emitString(true);
    append(ESC);
    state = State.ESCAPE;
    escape(value);
  }

  private void append(byte value) {
    buffer[length++] = value;
  }

  private void emitSequence() throws IOException {
    int count = length;
    length = 0;
    handler.sequence(buffer, count);
  }

  private void emitString(boolean last) throws IOException {
    int count = length;
    length = 0;
    boolean first = firstPart;
    firstPart = last;
    handler.string(buffer, count, first, last);
  }
}
