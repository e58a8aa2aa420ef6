package dev.muxwire.cli.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Passes a program's output on to the user's terminal, except what would act beyond the screen: the
 * clipboard and title reports unless they are allowed, queries where another viewer answers them,
 * and in history also bells, the clipboard and all queries. The clipboard is never read.
 */
public final class OutputFilter {
  private static final byte BEL = 0x07;
  private static final byte ENQUIRY = 0x05;
  private static final byte ESC = 0x1B;
  private static final byte CANCEL = 0x18;
  private static final byte C1_LEAD = (byte) 0xC2;
  private static final byte[] LEAD = {C1_LEAD};
  private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

  private final EscapeScanner scanner = new EscapeScanner(new Passer());
  private final ModeTracker modes = new ModeTracker();
  private final OutputStream out;
  private boolean history;
  private boolean responder;
  private boolean clipboardAllowed;
  private boolean titleReportsAllowed;
  private boolean dropString;

  /** The first byte of a C1 control in UTF-8 was the last that came: what follows tells. */
  private boolean c1Begun;

  public OutputFilter(OutputStream out) {
    this.out = out;
  }

  /** Whether this viewer answers the program's queries. */
  public void setResponder(boolean value) {
    responder = value;
  }

  /** Whether a program may write the user's clipboard; not at first. */
  public void allowClipboard(boolean value) {
    clipboardAllowed = value;
  }

  /** Whether a program may ask for the terminal's title; not at first. */
  public void allowTitleReports(boolean value) {
    titleReportsAllowed = value;
  }

  /** Passes bytes on; flushes at the end, so that the user sees them. */
  public void write(byte[] bytes, boolean fromHistory) throws IOException {
    history = fromHistory;
    scanner.accept(withoutC1(bytes));
    out.flush();
  }

  /**
   * C1 controls as UTF-8 has them (C2 80 to C2 9F) become the escape sequences that mean the same,
   * so that they are judged like those: terminals such as xterm obey them.
   */
  private byte[] withoutC1(byte[] bytes) {
    ByteArrayOutputStream judged = new ByteArrayOutputStream(bytes.length + 1);
    for (byte value : bytes) {
      boolean c1 = c1Begun && (value & 0xE0) == 0x80;
      if (c1) {
        judged.write(ESC);
        judged.write(value - 0x40);
      } else if (c1Begun) {
        // Alone it is no character, and must not meet a byte behind something that is dropped.
        judged.writeBytes((value & 0xC0) == 0x80 ? LEAD : REPLACEMENT);
      }
      c1Begun = value == C1_LEAD;
      if (!c1 && !c1Begun) {
        judged.write(value);
      }
    }
    return judged.toByteArray();
  }

  /** True where something of our own can be written without breaking a sequence. */
  public boolean atGround() {
    return scanner.atGround() && !c1Begun;
  }

  /** What the program has switched on. */
  public ModeTracker modes() {
    return modes;
  }

  private final class Passer implements EscapeScanner.Handler {
    @Override
    public void text(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void control(byte control) throws IOException {
      boolean bell = control == BEL && history;
      boolean query = control == ENQUIRY && mayNotAnswer();
      if (!bell && !query) {
        out.write(control);
      }
    }

    @Override
    public void sequence(byte[] bytes, int length) throws IOException {
      boolean query = mayNotAnswer() && Sequences.isQuery(bytes, length);
      // Part of one would wait in the terminal for what comes behind something that is dropped.
      boolean part = !Sequences.isWhole(bytes, length);
      if (part || query || (!titleReportsAllowed && Sequences.isTitleReport(bytes, length))) {
        return;
      }
      modes.observe(bytes, length);
      out.write(bytes, 0, length);
    }

    @Override
    public void string(byte[] bytes, int length, boolean first, boolean last) throws IOException {
      if (first) {
        dropString =
            (Sequences.isClipboard(bytes, length) && !mayPassClipboard(bytes, length))
                || (mayNotAnswer() && Sequences.isStringQuery(bytes, length));
      }
      if (!dropString) {
        out.write(bytes, 0, length);
        if (last && !Sequences.isEnded(bytes, length)) {
          out.write(CANCEL);
        }
      }
    }

    private boolean mayPassClipboard(byte[] bytes, int length) {
      return clipboardAllowed && !history && !Sequences.isClipboardQuery(bytes, length);
    }

    private boolean mayNotAnswer() {
      return history || !responder;
    }
  }
}
