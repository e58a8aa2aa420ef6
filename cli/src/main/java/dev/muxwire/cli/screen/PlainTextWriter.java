package dev.muxwire.cli.screen;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns output into the text a person saw, line by line: no escape sequences; carriage returns,
 * backspaces and the editing that shells do within a line are carried out.
 */
public final class PlainTextWriter implements EscapeScanner.Handler {
  /** A longer line is handed on in pieces. */
  private static final int LONGEST_LINE = 16_384;

  private static final byte[] SPACE = {' '};

  private final EscapeScanner scanner = new EscapeScanner(this);
  private final OutputStream out;

  /** The characters of the line, each as its UTF-8 bytes. */
  private final List<byte[]> line = new ArrayList<>();

  /** A character whose last bytes have not come yet. */
  private final byte[] partial = new byte[4];

  private int partialLength;
  private int column;

  public PlainTextWriter(OutputStream out) {
    this.out = out;
  }

  public void write(byte[] bytes) throws IOException {
    scanner.accept(bytes);
  }

  /** Hands on a last line without end. */
  public void finish() throws IOException {
    writeLine();
    out.flush();
  }

  @Override
  public void text(byte[] bytes, int from, int length) throws IOException {
    for (int i = from; i < from + length; i++) {
      addByte(bytes[i]);
    }
  }

  private void addByte(byte value) throws IOException {
    boolean continues = (value & 0xC0) == 0x80;
    if (!continues || partialLength == partial.length) {
      partialLength = 0;
    }
    partial[partialLength++] = value;
    if (partialLength >= expectedLength(partial[0])) {
      put(java.util.Arrays.copyOf(partial, partialLength));
      partialLength = 0;
    }
  }

  private static int expectedLength(byte first) {
    int value = first & 0xFF;
    return value < 0xC0 ? 1 : value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
  }

  private void put(byte[] character) throws IOException {
    while (line.size() < column) {
      line.add(SPACE);
    }
    if (column < line.size()) {
      line.set(column, character);
    } else {
      line.add(character);
    }
    column++;
    if (column >= LONGEST_LINE) {
      writeLine();
    }
  }

  @Override
  public void control(byte control) throws IOException {
    switch (control) {
      case '\n' -> {
        writeLine();
        out.write('\n');
      }
      case '\r' -> column = 0;
      case '\b' -> column = Math.max(0, column - 1);
      case '\t' -> put(new byte[] {'\t'});
      default -> {
        // Rings, shifts, nulls: nothing to see.
      }
    }
  }

  private void writeLine() throws IOException {
    for (byte[] character : line) {
      out.write(character);
    }
    line.clear();
    column = 0;
  }

  @Override
  public void sequence(byte[] bytes, int length) {
    String sequence = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    if (!sequence.startsWith("\033[")) {
      return;
    }
    int number = parameter(sequence);
    switch (sequence.charAt(length - 1)) {
      case 'C' -> column = Math.min(LONGEST_LINE - 1, column + Math.max(1, number));
      case 'D' -> column = Math.max(0, column - Math.max(1, number));
      case 'G' -> column = Math.min(LONGEST_LINE - 1, Math.max(1, number) - 1);
      case 'K' -> erase(number);
      case 'P' -> delete(Math.max(1, number));
      default -> {
        // Colours, modes, movement over lines: not text.
      }
    }
  }

  /** The first parameter; 0 if there is none, or none that a line could have, or no end. */
  private static int parameter(String sequence) {
    String digits = sequence.substring(2, Math.max(2, sequence.length() - 1));
    return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }

  private void erase(int how) {
    if (how == 0 && column < line.size()) {
      line.subList(column, line.size()).clear();
    } else if (how == 2) {
      line.clear();
    }
  }

  private void delete(int count) {
    if (column < line.size()) {
      line.subList(column, Math.min(line.size(), column + count)).clear();
    }
  }

  @Override
  public void string(byte[] bytes, int length, boolean first, boolean last) {
    // Titles, clipboards, images: not text.
  }
}
